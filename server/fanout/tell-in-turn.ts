import type { Clock } from '../base/clock.ts'
import type { Receiver } from './receiver.ts'

/** So long receivers are told in one turn of the event loop. To write 128 KiB to 200 sockets takes some 70 ms. */
const TURN_MS = 20

/** Tells those that are `left`, one after the other, until the time of a turn is over. True where nobody is left. */
export const tellInTurn = (
  left: Iterator<Receiver>,
  clock: Clock,
  tell: (receiver: Receiver) => void,
): boolean => {
  const untilMs = clock.monotonicMs() + TURN_MS
  for (let next = left.next(); !next.done; next = left.next()) {
    tell(next.value)
    if (clock.monotonicMs() >= untilMs) return false
  }
  return true
}
