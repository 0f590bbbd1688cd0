import * as Y from 'yjs'
import { writeMessage } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import { toFrame, type WebSocketFrame } from './websocket-frame.ts'

interface Update {
  readonly update: Uint8Array
  readonly by: Participant | null
}

/** The document updates of a tick, as one. */
export interface UpdateDelta {
  readonly frame: WebSocketFrame
  /** The one sender of all of it; null where several have a part in it. */
  readonly soleOrigin: Participant | null
  /** The state vector of a receiver that has heard everything before. */
  readonly before: Uint8Array
}

/** What of a room's document is to be told to everyone since the last tick. */
export class UpdateFeed {
  readonly #stateVector: () => Uint8Array
  #updates: Update[] = []

  constructor(stateVector: () => Uint8Array) {
    this.#stateVector = stateVector
  }

  add(update: Uint8Array, by: Participant | null): void {
    this.#updates.push({ update, by })
  }

  /** Ends the tick; null where nothing was written in it. */
  cut(): UpdateDelta | null {
    const updates = this.#updates
    const [first] = updates
    if (first === undefined) return null
    this.#updates = []
    const merged = updates.length === 1 ? first.update : Y.mergeUpdates(updates.map(({ update }) => update))
    const stateVector = this.#stateVector
    return {
      frame: toFrame(writeMessage.update(merged)),
      soleOrigin: updates.every(({ by }) => by === first.by) ? first.by : null,
      get before() {
        return vectorBefore(stateVector(), merged)
      },
    }
  }
}

/** What was known before `update` brought a document to `after`. */
const vectorBefore = (after: Uint8Array, update: Uint8Array): Uint8Array => {
  const clocks = Y.decodeStateVector(after)
  for (const [client, clock] of Y.parseUpdateMeta(update).from) {
    if (clock === 0) clocks.delete(client)
    else clocks.set(client, clock)
  }
  return Y.encodeStateVector(clocks)
}
