// What an update deletes, a struct at a time: Yjs deletes all of it, with everything inside, at once.
import * as Y from 'yjs'
import type { Pace } from './pace.ts'

/** A run of what one client has written. */
export interface Deletion {
  readonly client: number
  readonly clock: number
  readonly length: number
}

/** What has more in it is not deleted in one step. */
const LARGE = 100

/** One struct is deleted each time that it goes on. */
type Deleting = Generator<void, void>

/** Deletes what is known of some runs, in as many transactions as that takes. */
export class DeletionSteps {
  readonly #doc: Y.Doc
  readonly #pace: Pace
  readonly #deleting: Deleting
  #transaction: Y.Transaction | null = null

  constructor(doc: Y.Doc, deletions: readonly Deletion[], pace: Pace) {
    this.#doc = doc
    this.#pace = pace
    this.#deleting = this.#deleteAll(deletions)
  }

  /** Goes on for as long as that is cheap; true when it is done. */
  step(transaction: Y.Transaction): boolean {
    this.#transaction = transaction
    while (!this.#pace.isOver) if (this.#deleting.next().done) return true
    return false
  }

  get #current(): Y.Transaction {
    if (this.#transaction === null) throw new Error('nothing is deleted outside of a transaction')
    return this.#transaction
  }

  *#deleteAll(deletions: readonly Deletion[]): Deleting {
    for (const deletion of deletions) yield* this.#deleteRun(deletion)
  }

  *#deleteRun({ client, clock, length }: Deletion): Deleting {
    const { store } = this.#doc
    const structs = store.clients.get(client) ?? []
    const end = Math.min(clock + length, Y.getState(store, client))
    for (let at = clock; at < end; ) {
      yield
      this.#pace.changed(structs.length)
      const struct = structs[Y.findIndexSS(structs, at)] as Y.Item | Y.GC
      const isDeletable = struct instanceof Y.Item && !struct.deleted
      const part = isDeletable ? this.#partOf(struct, at, end) : struct
      at = endOf(part)
      if (part instanceof Y.Item && isDeletable) yield* this.#deleteItem(part)
    }
  }

  /** What of an item lies between two clocks. */
  #partOf(item: Y.Item, from: number, end: number): Y.Item {
    const { client, clock } = item.id
    const part = clock < from ? Y.getItemCleanStart(this.#current, Y.createID(client, from)) : item
    if (endOf(part) <= end) return part
    return Y.getItemCleanEnd(this.#current, this.#doc.store, Y.createID(client, end - 1))
  }

  /** A type is deleted first, and then what is in it: Yjs would do both in one step, however much it is. */
  *#deleteItem(item: Y.Item): Deleting {
    if (!(item.content instanceof Y.ContentType)) return item.delete(this.#current)
    const { type } = item.content
    const { _start: first, _map: lastByKey } = type
    type._start = null
    type._map = new Map()
    item.delete(this.#current)
    if (!this.#doc.gc) {
      type._start = first
      type._map = lastByKey
    }
    yield* this.#deleteInner(first)
    for (const last of lastByKey.values()) yield* this.#deleteInner(leftmost(last))
  }

  /**
   * From left to right: between two transactions Yjs joins what is deleted to what stands on its left, unless it has let go of that.
   * Then the one on the right is no struct of its own any more.
   */
  *#deleteInner(first: Y.Item | null): Deleting {
    for (let inner = first; inner !== null; ) {
      yield
      this.#pace.changed(this.#doc.store.clients.get(inner.id.client)?.length ?? 0)
      if (!inner.deleted) yield* this.#deleteItem(inner)
      const next: Y.Item | null = inner.right
      if (this.#doc.gc) {
        // As Yjs lets go of what is in a type that is deleted: nothing refers to it any more.
        inner.gc(this.#doc.store, true)
        this.#current._mergeStructs.push(inner)
      }
      inner = next
    }
  }
}

const leftmost = (item: Y.Item): Y.Item => {
  let first = item
  while (first.left !== null) first = first.left
  return first
}

/** Whether an item is a type with much in it. */
export const isLargeType = ({ content, deleted }: Y.Item): boolean =>
  !deleted && content instanceof Y.ContentType && countIn(content.type, LARGE) >= LARGE

/** How much is in a type, and in the types in it, counted up to `most`. */
export const countIn = ({ _start: start, _map: map }: Y.ContentType['type'], most: number): number => {
  let count = map.size
  for (let inner = start; inner !== null && count < most; inner = inner.right)
    count += 1 + innerOf(inner, most - count)
  for (const inner of map.values()) if (count < most) count += innerOf(inner, most - count)
  return count
}

const innerOf = ({ content }: Y.Item, most: number): number =>
  content instanceof Y.ContentType ? countIn(content.type, most) : 0

const endOf = ({ id, length }: Y.Item | Y.GC): number => id.clock + length
