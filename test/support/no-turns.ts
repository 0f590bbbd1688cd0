import { Arrivals } from '../../server/base/arrivals.ts'

/** All that comes is taken at once: a hand-driven clock goes on within a turn of the event loop, and no turn would be long enough. */
export class NoTurns extends Arrivals {
  override get isOver(): boolean {
    return false
  }

  override taken(): boolean {
    return false
  }
}
