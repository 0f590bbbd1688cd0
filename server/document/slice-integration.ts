import * as Y from 'yjs'
import { finish, type Work } from '../base/turns.ts'
import { type Deletion, DeletionSteps, isLargeType } from './deletion.ts'
import { limitJoin } from './joins.ts'
import { ownTexts } from './own-text.ts'
import type { Pace } from './pace.ts'
import { type PendingStructs, takePendingStructs } from './pending-updates.ts'
import { comparisonsOf, place } from './placement.ts'
import { type Contents, checkUpdate, type Struct } from './update-check.ts'
import type { Slice } from './update-slices.ts'

/** With so many other structs Yjs compares a new one by itself; we compare with more of them in less time. */
const FEW_COMPARISONS = 100

/** With so many a new struct is compared within a transaction: in 2 ms. */
const COMPARISONS = 20_000

/** Types may be nested so deep, like values: Yjs recurses into them. */
const TYPE_DEPTH = 256

const TOO_DEEP = `types are nested deeper than ${TYPE_DEPTH}`

/** Changes the document in a transaction. */
export type Edit = <Value>(change: (doc: Y.Doc, transaction: Y.Transaction) => Value) => Value

/** An item whose neighbours are looked for between two transactions. */
interface Unplaced {
  readonly item: Y.Item
  readonly structs: Struct[]
  /** What was divided for it, and Yjs would join again. */
  readonly divided: readonly Y.AbstractStruct[]
}

/**
 * Puts the structs of a slice into a document as Yjs does, in as many transactions as that takes: each is short, since it is
 * known before what a struct costs.
 */
export class SliceIntegration {
  readonly #doc: Y.Doc
  readonly #update: Uint8Array
  readonly #contents: Contents
  readonly #pace: Pace
  /** What is left of each client's structs, in order. */
  readonly #structsOfClients: Struct[][]
  #unplaced: Unplaced | null = null
  /** Some of it has become garbage, of which the beginning was known: Yjs fails at the update as it was written. */
  isRewritten = false
  /** Nothing was done in this transaction. */
  #isFresh = true

  /** Throws where Yjs could not apply the slice as a whole. */
  constructor(doc: Y.Doc, { update, contents }: Slice, pace: Pace) {
    this.#doc = doc
    this.#update = update
    this.#contents = contents ?? checkUpdate(update)
    this.#pace = pace
    this.#structsOfClients = byClient(this.#contents.structs)
  }

  /** Gives what could not be applied. Throws where Yjs does: then some of it may be applied. */
  *run(edit: Edit): Work<PendingStructs | null> {
    while (!edit((_doc, transaction) => this.#add(transaction))) {
      yield
      if (this.#unplaced !== null) yield* this.#place(this.#unplaced, edit)
    }
    if (this.#contents.deletes) yield* this.#delete(this.#contents.deletions, edit)
    return this.#isWhole ? null : edit((_doc, transaction) => this.#takeRest(transaction))
  }

  /** Integrates for as long as that is cheap; true when no more can be integrated. */
  #add(transaction: Y.Transaction): boolean {
    this.#pace.begin()
    this.#isFresh = true
    if (this.#unplaced !== null) this.#addPlaced(this.#unplaced, transaction)
    let progress: Progress = 'some'
    while (progress === 'some') {
      progress = 'none'
      for (const structs of this.#structsOfClients) {
        const made = this.#advance(structs, transaction)
        if (made === 'paused') return false
        if (made === 'some') progress = 'some'
      }
    }
    return true
  }

  /** Integrates the structs of one client up to the first that waits for another client's. */
  #advance(structs: Struct[], transaction: Y.Transaction): Progress {
    const { store } = this.#doc
    let progress: Progress = 'none'
    for (let struct = structs[0]; struct !== undefined; struct = structs[0]) {
      const offset = Y.getState(store, struct.id.client) - struct.id.clock
      if (!(struct instanceof Y.Skip) && offset < struct.length) {
        if (offset < 0) return progress
        if (this.#pace.isOver) return 'paused'
        const made = this.#take(struct, offset, structs, transaction)
        if (made !== 'some') return made === 'none' ? progress : made
      }
      structs.shift()
      progress = 'some'
    }
    return progress
  }

  #take(struct: Y.Item | Y.GC, offset: number, structs: Struct[], transaction: Y.Transaction): Progress {
    const isRestOfGarbage = offset > 0 && isCollected(this.#doc.store, struct.id.client)
    if (struct instanceof Y.Item && !isRestOfGarbage) {
      const prepared = this.#prepare(struct, offset, structs, transaction)
      if (prepared === 'some') this.#integrate(struct, transaction)
      return prepared
    }
    // What follows collected garbage in the same struct is garbage: there is nothing that it could stand beside.
    const { client, clock } = struct.id
    this.isRewritten ||= isRestOfGarbage
    this.#integrate(new Y.GC(Y.createID(client, clock + offset), struct.length - offset), transaction)
    return 'some'
  }

  /** Finds the neighbours of an item that its author knew. It is put off where they cost too much in this transaction. */
  #prepare(item: Y.Item, offset: number, structs: Struct[], transaction: Y.Transaction): Progress {
    const { store } = this.#doc
    const { _mergeStructs: toMerge } = transaction
    if (typeof item.parent === 'string') item.parent = this.#doc.get(item.parent)
    const before = toMerge.length
    if (item.getMissing(transaction, store) !== null) return 'none'
    if (offset > 0) takeKnownAway(item, offset, transaction)
    if (item.content instanceof Y.ContentType && isDeep(item)) throw new Error(TOO_DEEP)
    const comparisons = comparisonsOf(item, COMPARISONS + 1)
    if (comparisons > COMPARISONS || replacesMuch(item)) {
      if (this.#isFresh) this.#unplaced = { item, structs, divided: toMerge.splice(before) }
      return 'paused'
    }
    if (comparisons > FEW_COMPARISONS) finish(place(item, this.#doc))
    this.#own(toMerge.slice(before))
    return 'some'
  }

  #integrate(struct: Y.Item | Y.GC, transaction: Y.Transaction): void {
    const ofClient = this.#doc.store.clients.get(struct.id.client)
    this.#pace.changed(ofClient?.length ?? 0)
    this.#isFresh = false
    if (struct instanceof Y.Item) limitJoin(ofClient?.at(-1), struct)
    struct.integrate(transaction, 0)
  }

  #own(divided: readonly Y.AbstractStruct[]): void {
    for (const right of divided) {
      this.#pace.changed(this.#doc.store.clients.get(right.id.client)?.length ?? 0)
      if (right instanceof Y.Item) ownTexts(right)
    }
  }

  *#place({ item }: Unplaced, edit: Edit): Work<void> {
    yield* place(item, this.#doc)
    const { left, parentSub, right } = item
    if (parentSub === null || right !== null || left === null || !isLargeType(left)) return
    // It takes the place of another value, which Yjs deletes in the same step, with all that is in it.
    const { client, clock } = left.id
    yield* this.#delete([{ client, clock, length: left.length }], edit)
    this.#unplaced = null
  }

  #addPlaced({ item, structs, divided }: Unplaced, transaction: Y.Transaction): void {
    this.#unplaced = null
    transaction._mergeStructs.push(...divided)
    this.#own(divided)
    this.#integrate(item, transaction)
    structs.shift()
  }

  *#delete(deletions: readonly Deletion[], edit: Edit): Work<void> {
    const steps = new DeletionSteps(this.#doc, deletions, this.#pace)
    const step = (_doc: Y.Doc, transaction: Y.Transaction) => {
      this.#pace.begin()
      return steps.step(transaction)
    }
    while (!edit(step)) yield
  }

  get #isWhole(): boolean {
    const { store } = this.#doc
    const { deletions } = this.#contents
    return (
      this.#structsOfClients.every((structs) => structs.length === 0) &&
      deletions.every(({ client, clock, length }) => clock + length <= Y.getState(store, client))
    )
  }

  /** What waits for something that has not come is Yjs's own affair. */
  #takeRest({ doc, origin }: Y.Transaction): PendingStructs | null {
    Y.applyUpdate(doc, this.#update, origin)
    return takePendingStructs(doc)
  }
}

type Progress = 'none' | 'some' | 'paused'

/** The beginning of an item is known: it goes on from there, as in `Item.integrate` of Yjs 13. */
const takeKnownAway = (item: Y.Item, offset: number, transaction: Y.Transaction): void => {
  const { id } = item
  id.clock += offset
  item.left = Y.getItemCleanEnd(transaction, transaction.doc.store, Y.createID(id.client, id.clock - 1))
  item.origin = item.left.lastId
  item.content = item.content.splice(offset)
  item.length -= offset
}

const isDeep = ({ parent }: Y.Item): boolean => {
  let depth = 0
  for (let type = parent; type instanceof Y.AbstractType && depth < TYPE_DEPTH; depth++)
    type = type._item?.parent ?? null
  return depth >= TYPE_DEPTH
}

/** It has a key whose value is deleted for it, or may be, with much in it. */
const replacesMuch = ({ parent, parentSub }: Y.Item): boolean => {
  if (parentSub === null || !(parent instanceof Y.AbstractType)) return false
  const current = parent._map.get(parentSub)
  return current !== undefined && isLargeType(current)
}

/** The end of what is known of a client is collected garbage. */
const isCollected = (store: Y.Doc['store'], client: number): boolean =>
  store.clients.get(client)?.at(-1) instanceof Y.GC

const byClient = (structs: readonly Struct[]): Struct[][] => {
  const lists = new Map<number, Struct[]>()
  for (const struct of structs) {
    const list = lists.get(struct.id.client)
    if (list === undefined) lists.set(struct.id.client, [struct])
    else list.push(struct)
  }
  return [...lists.values()]
}
