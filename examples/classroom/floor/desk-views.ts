import type { Member } from '../people/cast.ts'
import type { Desk } from './layout.ts'
import { type SeatState, type Seats, seatState } from './seats.ts'

/** A desk as it is drawn: its state, and its sitter with what they show right now. */
export interface DeskView {
  readonly desk: Desk
  readonly state: SeatState
  /** The sitter; null if they are not among the people, or if the desk has none. */
  readonly member: Member | null
}

export const deskViews = (
  desks: readonly Desk[],
  seats: Seats,
  members: readonly Member[],
): readonly DeskView[] => {
  const memberByKey = new Map(members.map((member) => [member.key, member]))
  return desks.map((desk) => {
    const sitter = seats.get(desk.id)
    return {
      desk,
      state: seatState(sitter),
      member: sitter === undefined ? null : (memberByKey.get(sitter.key) ?? null),
    }
  })
}

/** A desk as a screen reader says it. */
export const deskInWords = ({ desk, state, member }: DeskView): string => {
  if (state.kind === 'free') return `Desk ${desk.number}, free`
  const badges = `${member?.hand ? ', hand raised' : ''}${member?.emoji ? `, ${member.emoji}` : ''}`
  if (state.kind === 'own' && !state.sitter.isHeld) return `Desk ${desk.number}, kept for you`
  if (state.kind === 'own') return `Desk ${desk.number}, your seat${badges}`
  const lost = member?.status === 'reconnecting' ? ', reconnecting' : ''
  return `Desk ${desk.number}, ${member?.name ?? state.sitter.name}${lost}${badges}`
}
