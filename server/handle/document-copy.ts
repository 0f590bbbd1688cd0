import * as Y from 'yjs'
import { inTurns } from '../base/in-turns.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Document } from '../document/document.ts'
import { loneDocument } from '../document/whole-update.ts'
import type { DocumentMemory } from '../rooms/document-memory.ts'
import type { Room } from '../rooms/room.ts'
import { wholeOf } from '../rooms/whole-snapshot.ts'

/** Changes that a copy keeps until it is used again; where there are more, it asks the document for what it lacks then. */
const NEWS_BYTES = 1024 * 1024
const NEWS_UPDATES = 4_096

/** The state vector of a document in which nothing is. */
const NOTHING = Uint8Array.of(0)

export interface DocumentCopyDeps {
  readonly turns: Turns
  readonly memory: DocumentMemory
}

/** What server code has done to a copy. */
export interface Edited<Value> {
  readonly value: Value
  /** What it wrote; null where it wrote nothing. */
  readonly update: Uint8Array | null
}

/**
 * A copy of a room's document, which server code may read and write to: the document itself takes updates alone, which it checks
 * first. It follows the room, and catches up when it is used. Its memory counts as that of a room.
 */
export class DocumentCopy {
  readonly id
  readonly document: Document
  readonly #room: Room
  readonly #turns: Turns
  readonly #memory: DocumentMemory
  readonly #stops: (() => void)[] = []
  #news: Uint8Array[] = []
  #newsBytes = 0
  /** There was more than is kept. */
  #isBehind = false
  /** What is written now; null while nothing that is written to it is the relay's doing. */
  #written: Uint8Array[] | null = null
  #isSpoiled = false

  /** Null where there is no memory for it. */
  static async of(room: Room, deps: DocumentCopyDeps): Promise<DocumentCopy | null> {
    const copy = new DocumentCopy(room, deps)
    try {
      const whole = await wholeOf(room, deps.turns, () => room.document.since(NOTHING))
      const bytes = await deps.memory.load([whole], () =>
        inTurns(deps.turns, copy.#fill(whole), { room: room.id }),
      )
      if (bytes === null) {
        copy.close()
        return null
      }
      deps.memory.opened(copy, bytes)
      return copy
    } catch (error) {
      copy.close()
      throw error
    }
  }

  private constructor(room: Room, { turns, memory }: DocumentCopyDeps) {
    this.id = room.id
    this.document = loneDocument({ onUpdate: (update) => this.#onWritten(update) })
    this.#room = room
    this.#turns = turns
    this.#memory = memory
    this.listen({ updated: (update) => this.#hear(update), missed: () => this.#fallBehind() })
  }

  /** As the room, for those who count the memory of both. */
  readonly listen: Room['listen'] = (listener) => {
    const stop = this.#room.listen(listener)
    this.#stops.push(stop)
    return stop
  }

  /** Somebody has written to it behind the relay's back, so that it is no copy any more. */
  get isSpoiled(): boolean {
    return this.#isSpoiled || this.document.brokenBy !== null
  }

  /** Takes what has changed in the room since it was used last. */
  async catchUp(): Promise<void> {
    // More may come while these are put in.
    while (this.#isBehind || this.#news.length > 0) {
      const [news, isBehind] = [this.#news, this.#isBehind]
      this.#isBehind = false
      this.#forgetNews()
      const updates = isBehind ? [await this.#missing()] : news
      await inTurns(this.#turns, this.#takeAll(updates), { room: this.#room.id })
    }
  }

  /** Has `change` read it and write to it, as `clientId`, in one transaction; throws what that throws. */
  edit<Value>(change: (doc: Y.Doc) => Value, clientId: number): Edited<Value> {
    const written: Uint8Array[] = []
    this.#written = written
    try {
      const value = this.document.edit(
        (doc) => {
          doc.clientID = clientId
          return change(doc)
        },
        null,
        true,
      )
      const [first = null] = written
      return { value, update: written.length > 1 ? Y.mergeUpdates(written) : first }
    } finally {
      this.#written = null
    }
  }

  close(): void {
    for (const stop of this.#stops) stop()
    this.#memory.closed(this)
    this.document.close()
  }

  #hear(update: Uint8Array): void {
    if (this.#isBehind) return
    this.#news.push(update)
    this.#newsBytes += update.length
    if (this.#newsBytes > NEWS_BYTES || this.#news.length > NEWS_UPDATES) this.#fallBehind()
  }

  #fallBehind(): void {
    this.#isBehind = true
    this.#forgetNews()
  }

  #forgetNews(): void {
    this.#news = []
    this.#newsBytes = 0
  }

  #onWritten(update: Uint8Array): void {
    if (this.#written === null) this.#isSpoiled = true
    else this.#written.push(update)
  }

  *#fill(whole: Uint8Array): Work<number> {
    yield* this.#take(whole)
    return yield* this.document.weigh()
  }

  #missing(): Promise<Uint8Array> {
    const vector = this.document.stateVector()
    return wholeOf(this.#room, this.#turns, () => this.#room.document.since(vector))
  }

  *#takeAll(updates: readonly Uint8Array[]): Work<void> {
    for (const update of updates) {
      yield* this.#take(update)
      yield
    }
  }

  *#take(update: Uint8Array): Work<void> {
    this.#written = []
    try {
      const taken = yield* this.document.take(update, null)
      if (!taken.ok) throw new Error(`A copy cannot take what its document has: ${taken.fault.message}`)
      if (this.document.hasPending) yield* this.document.release()
    } finally {
      this.#written = null
    }
  }
}
