import { keepLead } from '../host/keep-lead.ts'
import { keepHeld } from './keep-held.ts'
import { keepSeat } from './keep-seat.ts'

/** What a person has goes with them to the page that this tab shows next. Gives what stops it. */
export const keep = (
  options: Parameters<typeof keepHeld>[0] & Parameters<typeof keepLead>[0] & Parameters<typeof keepSeat>[0],
): (() => void) => {
  const undo = [keepHeld(options), keepLead(options), keepSeat(options)]
  return () => {
    for (const stop of undo) stop()
  }
}
