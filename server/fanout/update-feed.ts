import * as Y from 'yjs'
import { writeMessage } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { inGroups, mergeGroup } from '../document/update-groups.ts'
import type { Participant } from '../presence/participant.ts'
import { AnswerParts, isLong } from './document-answer.ts'
import type { Receiver } from './receiver.ts'
import { toFrame, type WebSocketFrame } from './websocket-frame.ts'

interface Update {
  readonly update: Uint8Array
  readonly by: Participant | null
}

/** The document updates of a tick. */
export interface UpdateDelta {
  /** One, where it is not long. They are made when the first receiver is told: often all of it is of the only one there. */
  readonly frames: readonly WebSocketFrame[]
  /** All of it in parts, for all receivers together, the first of which asks; null where no update of it is long. */
  parts(receiver: Receiver): AnswerParts | null
  /** The one sender of all of it; null where several have a part in it. */
  readonly soleOrigin: Participant | null
  /** The state vector of a receiver that has heard everything before. It is made for the first that asks, of the document as it is then. */
  readonly before: Uint8Array
  /** Has it made now: further changes come before all have been told. */
  settle(): void
}

/** Up to so many bytes are merged to one message. To merge more takes long, and saves nothing. */
const MERGED_BYTES = 128 * 1024

/** What was written, by what is known of it. */
interface WrittenDocument {
  stateVector(): Uint8Array
  /** The clock of each client before a long update; undefined for any other, which is soon read. */
  before(update: Uint8Array): ReadonlyMap<number, number> | undefined
  since(stateVector: Uint8Array): Work<Uint8Array>
}

/** What of a room's document is to be told to everyone since the last tick. */
export class UpdateFeed {
  readonly #document: WrittenDocument
  #updates: Update[] = []

  constructor(document: WrittenDocument) {
    this.#document = document
  }

  add(update: Uint8Array, by: Participant | null): void {
    this.#updates.push({ update, by })
  }

  get hasNews(): boolean {
    return this.#updates.length > 0
  }

  /** Ends the tick; null where nothing was written in it. */
  cut(): UpdateDelta | null {
    const told = this.#updates
    const [first] = told
    if (first === undefined) return null
    this.#updates = []
    const updates = told.map(({ update }) => update)
    const document = this.#document
    const hasLong = updates.some(isLong)
    let frames: readonly WebSocketFrame[] | null = null
    let parts: AnswerParts | null = null
    let before: Uint8Array | null = null
    const settle = () => {
      // A crowd of receivers may lag at the same time.
      before ??= vectorBefore(document, updates)
      return before
    }
    return {
      parts(by) {
        if (!hasLong) return null
        // Parts of which the memory was needed give nothing any more.
        if (parts?.isGone === false) return parts
        const encode = () => (updates.length === 1 ? given(first.update) : document.since(this.before))
        parts = new AnswerParts({ by, isShared: true, encode })
        return parts
      },
      get frames() {
        frames ??= merged(updates).map((update) => toFrame(writeMessage.update(update)))
        return frames
      },
      soleOrigin: told.every(({ by }) => by === first.by) ? first.by : null,
      get before() {
        return settle()
      },
      settle,
    }
  }
}

function* given(update: Uint8Array): Work<Uint8Array> {
  yield
  return update
}

const merged = (updates: readonly Uint8Array[]): readonly Uint8Array[] => {
  if (updates.length === 1) return updates
  const bytes = updates.reduce((sum, { length }) => sum + length, 0)
  return bytes > MERGED_BYTES ? updates : mergedInGroups(updates)
}

/** Of thousands in one tick Yjs would sort all anew for each piece. What is merged already is short of that, and merged again. */
const mergedInGroups = (updates: readonly Uint8Array[]): readonly Uint8Array[] => {
  const groups = inGroups(updates)
  if (groups.length === updates.length) return updates
  return mergedInGroups(groups.map(mergeGroup))
}

/** What was known of a document before `updates` brought it to what it is. */
const vectorBefore = (document: WrittenDocument, updates: readonly Uint8Array[]): Uint8Array => {
  const clocks = Y.decodeStateVector(document.stateVector())
  const lower = (client: number, clock: number) => {
    if (clock === 0) clocks.delete(client)
    else if (clock < (clocks.get(client) ?? 0)) clocks.set(client, clock)
  }
  for (const update of updates) {
    const before = document.before(update)
    if (before === undefined)
      for (const [client, clock] of Y.parseUpdateMeta(update).from) lower(client, clock)
    else for (const client of [...clocks.keys()]) lower(client, before.get(client) ?? 0)
  }
  return Y.encodeStateVector(clocks)
}
