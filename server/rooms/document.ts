import * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { Limits } from '../base/limits.ts'
import type { Participant } from '../presence/participant.ts'
import { createSize } from './document-size.ts'
import { heldBytes, type PendingStructs, PendingUpdates, takePendingStructs } from './pending-updates.ts'
import { type Contents, checkUpdate, type Reach } from './update-check.ts'

export type UpdateFault = 'bad-update' | 'document-too-large' | 'document-gap'

/** Whether all of an update is in the document, or some of it waits for an update that has not come. */
export type Taken = 'whole' | 'in-part'

interface DocumentEvents {
  /** The document has changed by `update`. */
  readonly onUpdate: (update: Uint8Array, by: Participant | null) => void
  /** `update`, or what was left of one, waits for another that has not come yet: it is held, and nobody is told of it. */
  readonly onHeld: (update: Uint8Array, by: Participant | null) => void
}

export interface DocumentOptions extends DocumentEvents {
  /** In bytes. */
  readonly limits: Pick<Limits, 'document' | 'pending'>
}

/** An update without structs and deletions. */
const EMPTY_UPDATE_BYTES = 2

/** True for the update of a client that has nothing to say. */
export const isEmptyUpdate = (update: Uint8Array): boolean =>
  update.length === EMPTY_UPDATE_BYTES && update[0] === 0 && update[1] === 0

/** A room's Yjs document: updates in and out, validated before they touch it. */
export class Document {
  readonly #doc = new Y.Doc()
  readonly #pending = new PendingUpdates()
  readonly #limits: DocumentOptions['limits']
  readonly #onHeld: DocumentOptions['onHeld']
  readonly #size
  #vector: Uint8Array | null = null
  #version = 0
  #brokenBy: { readonly by: Participant | null } | null = null

  constructor({ onUpdate, onHeld, limits }: DocumentOptions) {
    this.#limits = limits
    this.#onHeld = onHeld
    this.#size = createSize(limits.document, () => Y.encodeStateAsUpdate(this.#doc).length)
    this.#doc.on('update', (update: Uint8Array, by: Participant | null) => {
      this.#vector = null
      this.#version += 1
      onUpdate(update, by)
    })
  }

  /** Whether it lets go of what is deleted, as Yjs says it. */
  set gc(gc: boolean) {
    this.#doc.gc = gc
  }

  /** Rises with each change. */
  get version(): number {
    return this.#version
  }

  /** The sender of the update that broke the document, after which it takes nothing any more; null while it is sound. */
  get brokenBy(): { readonly by: Participant | null } | null {
    return this.#brokenBy
  }

  /** True while something waits for an update that has not come. */
  get hasPending(): boolean {
    return this.#pending.bytes > 0
  }

  /** Takes what the store has, and gives how many of the updates cannot be read. */
  load(updates: readonly Uint8Array[]): number {
    let unreadable = 0
    this.edit(() => {
      for (const update of updates) {
        const loaded = attempt('bad-update', () => this.#integrateOrHold(update))
        if (!loaded.ok) unreadable += 1
        this.#size.grew(update.length)
      }
    }, null)
    this.#release()
    return unreadable
  }

  /** Takes an update whole or not at all. */
  apply(update: Uint8Array, by: Participant | null): Result<Taken, UpdateFault> {
    // No fault of the sender: it will be told to come back, and send what the store lacks.
    if (this.#brokenBy !== null) return ok('whole')
    const checked = attempt('bad-update', () => checkUpdate(update))
    if (!checked.ok) return checked
    const { adds, deletes } = checked.value
    if (adds && !this.#size.hasRoomFor(update.length))
      return fault(
        'document-too-large',
        `The document is as large as it may be: ${this.#limits.document} bytes.`,
      )
    const applied = attempt('bad-update', () =>
      this.edit(() => this.#integrate(update, checked.value, by), by),
    )
    if (!applied.ok) return applied
    this.#size.grew(update.length)
    if (deletes) this.#size.shrank()
    const taken = applied.value === null ? ok('whole' as const) : this.#hold(applied.value, by)
    const released = attempt('bad-update', () => this.#release())
    return released.ok ? taken : released
  }

  /**
   * Changes the document in one transaction: the one way in. Yjs ends each outermost transaction with an event. Where it fails
   * before that (on the stack, where types are nested thousands deep), it takes every later update for a part of the same
   * transaction and tells nobody of it: then the document is broken.
   */
  edit<Value>(change: (doc: Y.Doc) => Value, by: Participant | null): Value {
    this.#brokenBy = { by }
    const onEnd = () => {
      this.#brokenBy = null
    }
    this.#doc.on('afterAllTransactions', onEnd)
    try {
      return Y.transact(this.#doc, () => change(this.#doc), by)
    } finally {
      this.#doc.off('afterAllTransactions', onEnd)
    }
  }

  stateVector(): Uint8Array {
    this.#vector ??= Y.encodeStateVector(this.#doc)
    return this.#vector
  }

  /** The update that the holder of `stateVector` lacks. */
  since(stateVector: Uint8Array): Result<Uint8Array, 'bad-state-vector'> {
    return attempt('bad-state-vector', () => Y.encodeStateAsUpdate(this.#doc, stateVector))
  }

  /** All of it, with what waits, as one update. */
  snapshot(): Uint8Array {
    return this.#pending.mergedWith(Y.encodeStateAsUpdate(this.#doc))
  }

  close(): void {
    this.#doc.destroy()
  }

  /** Applies what can be applied of an update, and gives what is left of it. */
  #integrate(update: Uint8Array, { reaches }: Contents, by: unknown): PendingStructs | null {
    const isHalfKnown = reaches.some((reach) => this.#isHalfCollected(reach))
    const news = isHalfKnown ? Y.diffUpdate(update, Y.encodeStateVector(this.#doc)) : update
    Y.applyUpdate(this.#doc, news, by)
    return takePendingStructs(this.#doc)
  }

  /** Yjs fails on a struct whose first part it has as collected garbage, in the middle of the update. */
  #isHalfCollected({ client, start, end }: Reach): boolean {
    const { store } = this.#doc
    const known = Y.getState(store, client)
    return start < known && known < end && store.clients.get(client)?.at(-1) instanceof Y.GC
  }

  #integrateOrHold(update: Uint8Array): void {
    const left = this.#integrate(update, checkUpdate(update), null)
    if (left !== null) this.#pending.hold(left.update, left.needs)
  }

  /** Where too much waits already, what is left over is forgotten: its sender comes back with it. */
  #hold({ update, needs }: PendingStructs, by: Participant | null): Result<Taken, UpdateFault> {
    if (this.#pending.bytes + heldBytes(update) > this.#limits.pending) return TOO_MUCH_WAITS
    this.#pending.hold(update, needs)
    this.#onHeld(update, by)
    return ok('in-part')
  }

  /** Applies what has waited for what is known now. It is news to everyone, also to the sender of what it waited for. */
  #release(): void {
    if (this.#pending.bytes === 0 || this.#brokenBy !== null) return
    this.edit(({ store }) => {
      const known = (client: number) => Y.getState(store, client)
      this.#pending.release(known, (update) => this.#integrateOrHold(update))
    }, null)
  }
}

const TOO_MUCH_WAITS = fault('document-gap', 'Too many updates wait for one that is missing.')

const attempt = <Value, Code extends string>(code: Code, work: () => Value): Result<Value, Code> => {
  try {
    return ok(work())
  } catch (error) {
    return fault(code, `Yjs cannot read it: ${reasonOf(error)}`)
  }
}

/** What a parser of JSON says quotes the document, which has no business in a log. */
const reasonOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return 'a value is broken JSON'
  return error instanceof Error ? error.message : 'unknown'
}
