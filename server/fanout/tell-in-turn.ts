import type { Clock } from '../base/clock.ts'
import { timeLimit } from '../base/time-limit.ts'
import type { Receiver } from './receiver.ts'

/** So long receivers are told in one turn of the event loop. To write 128 KiB to 200 sockets takes some 70 ms. */
export const TELL_MS = 20

/** Tells those that are `left`, one after the other, until the time of a turn is over. True where nobody is left. */
export const tellInTurn = (
  left: Iterator<Receiver>,
  clock: Clock,
  tell: (receiver: Receiver) => void,
): boolean => {
  const isOver = timeLimit(clock, TELL_MS)
  for (let next = left.next(); !next.done; next = left.next()) {
    tell(next.value)
    if (isOver()) return false
  }
  return true
}
