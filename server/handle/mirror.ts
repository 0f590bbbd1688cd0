import { randomInt } from 'node:crypto'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Room } from '../rooms/room.ts'
import { DocumentCopy, type DocumentCopyDeps } from './document-copy.ts'

/** A copy that nobody uses for so long is let go of. */
const IDLE_MS = 60_000

/** What a clientID of Yjs is below: 32 bits. */
const CLIENT_IDS = 2 ** 32

export interface MirrorDeps extends DocumentCopyDeps {
  readonly clock: Clock
}

/** The copy of a room's document for the server code in that room: made when it is wanted, let go of when it is not. */
export class Mirror {
  readonly #room: Room
  readonly #deps: MirrorDeps
  #copy: DocumentCopy | null = null
  /** One for all server code of the room: each that writes is in the document for ever. */
  #clientId = newClientId()
  #last: Promise<void> = Promise.resolve()
  #users = 0
  #usedAtMs = 0

  constructor(room: Room, deps: MirrorDeps) {
    this.#room = room
    this.#deps = deps
  }

  get clientId(): number {
    return this.#clientId
  }

  /**
   * Runs `work` with a copy that is up to date, when all that came before is done. It says whether the copy is one still: true
   * where all that was written to it is in the room. Where it throws, it is none.
   */
  async use<Value>(
    work: (copy: DocumentCopy) => Promise<{ readonly value: Value; readonly isCopy: boolean }>,
  ): Promise<Result<Value, 'document-too-large'>> {
    const before = this.#last
    const { promise, resolve: end } = Promise.withResolvers<void>()
    this.#last = promise
    this.#users += 1
    await before
    let isCopy = false
    try {
      if (this.#copy?.isSpoiled) this.drop()
      this.#copy ??= await DocumentCopy.of(this.#room, this.#deps)
      if (this.#copy === null) return FULL
      await this.#copy.catchUp()
      const done = await work(this.#copy)
      isCopy = done.isCopy
      return ok(done.value)
    } finally {
      if (!isCopy) this.drop()
      this.#usedAtMs = this.#deps.clock.monotonicMs()
      this.#users -= 1
      end()
    }
  }

  /** What was written under the clientID waits in the room for something that is nowhere: nothing else is written under it. */
  renameClient(): void {
    this.#clientId = newClientId()
  }

  /** True where nobody is in need of it, so that it may be forgotten. */
  get isIdle(): boolean {
    if (this.#users > 0) return false
    const isLong = this.#deps.clock.monotonicMs() - this.#usedAtMs >= IDLE_MS
    return isLong || this.#deps.memory.isFull || this.#room.keepers.size === 0
  }

  drop(): void {
    this.#copy?.close()
    this.#copy = null
  }
}

const newClientId = (): number => randomInt(CLIENT_IDS)

const FULL = fault('document-too-large', 'The documents of this relay take all the memory that they may.')
