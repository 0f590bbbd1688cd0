import * as Y from 'yjs'
import { type PendingStructs, takePendingStructs } from './pending-updates.ts'
import { checkUpdate, type Reach, type Struct } from './update-check.ts'
import type { Slice } from './update-slices.ts'

/**
 * So many other structs are compared with new ones in one transaction; it takes a few ms. Where more of them stand beside one
 * place, the struct that goes there has a transaction of its own.
 */
const COMPARISONS = 10_000

/**
 * Puts the structs of a slice into a document as Yjs does, and looks ahead at what the next one costs: Yjs compares an insertion
 * that is in conflict with all that may stand beside it, for as long as that takes. Each `step` is to be called in a transaction.
 */
export class SliceIntegration {
  readonly #doc: Y.Doc
  readonly #update: Uint8Array
  readonly #deletes: boolean
  readonly #reaches: readonly Reach[]
  /** What is left of each client's structs, in order. */
  #structsOfClients: Struct[][]
  #left: PendingStructs | null = null

  /** Throws where Yjs could not apply the slice as a whole. */
  constructor(doc: Y.Doc, { update, contents }: Slice) {
    const { structs, reaches, deletes } = contents ?? checkUpdate(update)
    this.#doc = doc
    this.#update = update
    this.#deletes = deletes
    this.#reaches = reaches
    this.#structsOfClients = byClient(structs)
  }

  /** What could not be applied, once all steps are done. */
  get left(): PendingStructs | null {
    return this.#left
  }

  /** Goes on for as long as that is cheap; true when it is done. */
  step(transaction: Y.Transaction): boolean {
    const budget = { comparisons: COMPARISONS, isFresh: true }
    let progress: Progress = 'some'
    while (progress === 'some') {
      progress = 'none'
      for (const structs of this.#structsOfClients) {
        const made = this.#advance(structs, transaction, budget)
        if (made === 'paused') return false
        if (made === 'some') progress = 'some'
      }
    }
    this.#end(transaction)
    return true
  }

  /** Integrates the structs of one client up to the first that waits for another client's, or costs too much. */
  #advance(structs: Struct[], transaction: Y.Transaction, budget: Budget): Progress {
    const { store } = this.#doc
    let progress: Progress = 'none'
    for (let struct = structs[0]; struct !== undefined; struct = structs[0]) {
      const known = Y.getState(store, struct.id.client)
      const offset = known - struct.id.clock
      if (!(struct instanceof Y.Skip) && offset < struct.length) {
        if (offset < 0 || (offset > 0 && isCollected(store, struct.id.client))) return progress
        if (struct instanceof Y.Item && typeof struct.parent === 'string')
          struct.parent = this.#doc.get(struct.parent)
        if (struct.getMissing(transaction, store) !== null) return progress
        if (struct instanceof Y.Item && !affords(budget, struct)) return 'paused'
        struct.integrate(transaction, offset)
      }
      budget.isFresh = false
      structs.shift()
      progress = 'some'
    }
    return progress
  }

  /** Deletions, and what waits for something that has not come: both are Yjs's own affair. */
  #end(transaction: Y.Transaction): void {
    const isStuck = this.#structsOfClients.some((structs) => structs.length > 0)
    this.#structsOfClients = []
    if (!isStuck && !this.#deletes) return
    const { doc } = transaction
    const isHalfKnown = this.#reaches.some((reach) => isHalfCollected(doc.store, reach))
    const news = isHalfKnown ? Y.diffUpdate(this.#update, Y.encodeStateVector(doc)) : this.#update
    Y.applyUpdate(doc, news, transaction.origin)
    this.#left = takePendingStructs(doc)
  }
}

type Progress = 'none' | 'some' | 'paused'

interface Budget {
  comparisons: number
  /** Nothing was done in this transaction: then the next struct is taken, whatever it costs. */
  isFresh: boolean
}

const affords = (budget: Budget, item: Y.Item): boolean => {
  budget.comparisons -= comparisonsOf(item, budget.comparisons + 1)
  return budget.isFresh || budget.comparisons >= 0
}

/** With how many structs Yjs may compare an item before it has its place, counted up to `most`. */
const comparisonsOf = ({ left, right, parent, parentSub }: Y.Item, most: number): number => {
  // The condition of Yjs: it stands between two neighbours, or at a beginning that is free.
  const isInConflict =
    left === null
      ? right === null || !(right instanceof Y.Item) || right.left !== null
      : rightOf(left) !== right
  if (!isInConflict || !(parent instanceof Y.AbstractType)) return 0
  let count = 0
  let other: Y.Item | null = left === null ? parent._start : rightOf(left)
  if (left === null && parentSub !== null) {
    other = parent._map.get(parentSub) ?? null
    for (; other !== null && other.left instanceof Y.Item && count < most; count++) other = other.left
  }
  for (; other !== null && other !== right && count < most; count++) other = rightOf(other)
  return count
}

const rightOf = (struct: Y.Item | Y.GC): Y.Item | null =>
  struct instanceof Y.Item && struct.right instanceof Y.Item ? struct.right : null

/** The end of what is known of a client is collected garbage. */
const isCollected = (store: Y.Doc['store'], client: number): boolean =>
  store.clients.get(client)?.at(-1) instanceof Y.GC

/** Yjs fails on a struct whose first part it has as collected garbage, in the middle of the update. */
const isHalfCollected = (store: Y.Doc['store'], { client, start, end }: Reach): boolean => {
  const known = Y.getState(store, client)
  return start < known && known < end && isCollected(store, client)
}

const byClient = (structs: readonly Struct[]): Struct[][] => {
  const lists = new Map<number, Struct[]>()
  for (const struct of structs) {
    const list = lists.get(struct.id.client)
    if (list === undefined) lists.set(struct.id.client, [struct])
    else list.push(struct)
  }
  return [...lists.values()]
}
