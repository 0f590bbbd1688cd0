import type { Member } from '../../common/people/cast.ts'
import type { Words } from '../../common/words/index.ts'
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
export const deskInWords = (
  { desk, state, member }: DeskView,
  { floor, people }: Words,
  isCalled: boolean,
): string => {
  const { number } = desk
  if (state.kind === 'free') return floor.deskFree(number)
  const { sitter } = state
  if (sitter.isSelf && !sitter.isHeld) return floor.deskKept(number)
  return [
    sitter.isSelf ? floor.deskOwn(number) : floor.deskOf(number, member?.name ?? sitter.name),
    !sitter.isSelf && member?.role === 'host' ? people.host : '',
    member?.status === 'reconnecting' ? floor.reconnecting : '',
    isCalled ? people.called : '',
    member?.hand ? people.handRaised : '',
    member?.emoji ?? '',
  ]
    .filter(Boolean)
    .join(', ')
}
