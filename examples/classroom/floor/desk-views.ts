import type { Member } from '../people/cast.ts'
import type { Desk } from './layout.ts'
import { type Attendance, type SeatState, type Seats, seatState } from './seats.ts'

/** A desk as it is drawn: its state, and its sitter with what they show right now. */
export interface DeskView {
  readonly desk: Desk
  readonly state: SeatState
  /** The sitter; null if they are not in the room, or if the desk has none. */
  readonly member: Member | null
}

export const deskViews = (
  desks: readonly Desk[],
  seats: Seats,
  members: readonly Member[],
  own: string,
  isKnown: boolean,
): readonly DeskView[] => {
  const memberBySitter = new Map(members.map((member) => [member.sitter, member]))
  const attendance: Attendance = { own, present: new Set(memberBySitter.keys()), isKnown }
  return desks.map((desk) => {
    const sitter = seats.get(desk.id)
    return {
      desk,
      state: seatState(sitter, attendance),
      member: sitter === undefined ? null : (memberBySitter.get(sitter.who) ?? null),
    }
  })
}

/** A desk as a screen reader says it. */
export const deskInWords = ({ desk, state, member }: DeskView): string => {
  const name = member?.name ?? ('sitter' in state ? state.sitter.name : '')
  const badges = `${member?.hand ? ', hand raised' : ''}${member?.emoji ? `, ${member.emoji}` : ''}`
  if (state.kind === 'free') return `Desk ${desk.number}, free`
  if (state.kind === 'own') return `Desk ${desk.number}, your seat${badges}`
  if (state.kind === 'absent') return `Desk ${desk.number}, ${name} is gone, free to take`
  return `Desk ${desk.number}, ${name}${member?.role === 'host' ? ', host' : ''}${badges}`
}
