// The list of a type is edited from its beginning to its end, in as many transactions as that takes.
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import type { Deletion } from '../document/deletion.ts'
import { limitJoin } from '../document/joins.ts'
import type { Pace } from '../document/pace.ts'
import type { Step } from './alignment.ts'
import { type Attributes, formatted, type Piece, PLAIN, type SharedType } from './pieces.ts'

/** The last unit before a place; null at the beginning. */
type Place = { readonly client: number; readonly clock: number } | null

/** Yjs joins structs of values one by one, and copies what it has joined each time: so many are put in as one struct. */
const VALUES = 1_000

/** One struct is looked at or put in each time that it goes on. */
type Editing = Generator<void, void>

export interface ListEditOptions {
  readonly type: SharedType
  readonly steps: readonly Step[]
  /** Whether it has marks of formatting. */
  readonly isText: boolean
  /** What is put in for what is to be added. */
  readonly contentOf: (piece: Piece) => Y.Item['content']
}

/**
 * Puts into the list of a type what is to be added, and collects what is to be deleted. A place is found by the id of the unit
 * before it: Yjs's own methods count from the beginning of the list. Between two transactions only Yjs may change the document, which joins structs.
 */
export class ListEdit {
  readonly deletions: Deletion[] = []
  readonly #options: ListEditOptions
  readonly #pace: Pace
  readonly #editing: Editing
  #transaction: Y.Transaction | null = null
  #place: Place = null
  /** How what comes next is formatted by the marks that were there before. */
  #was = PLAIN
  #gap = new Gap(PLAIN, PLAIN)
  /** Values to be put in at the place. */
  #values: unknown[] = []

  constructor(options: ListEditOptions, pace: Pace) {
    this.#options = options
    this.#pace = pace
    this.#editing = this.#editAll()
  }

  /** Goes on for as long as that is cheap; true when it is done. */
  step(transaction: Y.Transaction): boolean {
    this.#transaction = transaction
    while (!this.#pace.isOver) if (this.#editing.next().done) return true
    return false
  }

  get #current(): Y.Transaction {
    if (this.#transaction === null) throw new Error('nothing is edited outside of a transaction')
    return this.#transaction
  }

  *#editAll(): Editing {
    for (const step of this.#options.steps) {
      yield
      if (step.kind === 'add') yield* this.#add(step.after)
      else {
        this.#insertValues()
        const { client, clock, length } = step.before
        if (this.#options.isText) yield* this.#passTo(step.before)
        if (step.kind === 'remove') this.#remove({ client, clock, length })
        else this.#format(step.after.attributes)
        this.#place = { client, clock: clock + length - 1 }
      }
    }
    this.#insertValues()
    if (!this.#options.isText) return
    yield* this.#passTo(null)
    this.#format(this.#was)
  }

  *#add(piece: Piece): Editing {
    if (this.#options.isText) yield* this.#passMarksOf(piece.attributes)
    this.#format(piece.attributes)
    const content = this.#options.contentOf(piece)
    if (content instanceof Y.ContentAny) {
      for (const value of content.arr) this.#values.push(value)
      if (this.#values.length >= VALUES) this.#insertValues()
      return
    }
    this.#insertValues()
    this.#insert(content)
  }

  #insertValues(): void {
    if (this.#values.length > 0) this.#insert(new Y.ContentAny(this.#values))
    this.#values = []
  }

  #remove(deletion: Deletion): void {
    this.deletions.push(deletion)
    this.#gap.isChanged = true
  }

  /** Goes to the place before what is next, over the marks of formatting that are there; null is the end. */
  *#passTo(next: Piece | null): Editing {
    if (next !== null && this.#isInside(next)) return
    for (
      let item = this.#next();
      item !== null && !(next !== null && holds(item, next));
      item = this.#next()
    ) {
      this.#pass(item)
      yield
    }
  }

  /** Goes over the marks that are wanted for what is added here. */
  *#passMarksOf(wanted: Attributes): Editing {
    if (this.#gap.isAt(wanted) || this.#endsInside()) return
    for (let item = this.#next(); item !== null; item = this.#next()) {
      const { content, deleted } = item
      const isWanted =
        content instanceof Y.ContentFormat && equalityDeep(wanted[content.key] ?? null, content.value)
      if (!deleted && !isWanted) return
      this.#pass(item)
      yield
    }
  }

  #pass(item: Y.Item): void {
    const { id, content, deleted, lastId } = item
    if (!deleted && content instanceof Y.ContentFormat) {
      this.#was = formatted(this.#was, content)
      this.#gap.pass(content, { client: id.client, clock: id.clock, length: 1 })
    }
    this.#place = { client: lastId.client, clock: lastId.clock }
  }

  /** Formats what comes next as it is wanted. */
  #format(wanted: Attributes): void {
    if (!this.#options.isText) return
    const { missing, deletions } = this.#gap.end(wanted)
    for (const [key, value] of missing) this.#insert(new Y.ContentFormat(key, value as object))
    for (const deletion of deletions) this.deletions.push(deletion)
    this.#gap = new Gap(wanted, this.#was)
  }

  #insert(content: Y.Item['content']): void {
    const { doc } = this.#current
    const { type } = this.#options
    const left = this.#divide()
    const right = left === null ? type._start : left.right
    const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
    const item = new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, type, null, content)
    limitJoin(doc.store.clients.get(doc.clientID)?.at(-1), item)
    item.integrate(this.#current, 0)
    this.#pace.changed(0)
    this.#place = { client: id.client, clock: id.clock + item.length - 1 }
  }

  /** The item that ends at the place. */
  #divide(): Y.Item | null {
    if (this.#place === null) return null
    const { client, clock } = this.#place
    const { store } = this.#current.doc
    if (this.#endsInside()) this.#pace.changed(store.clients.get(client)?.length ?? 0)
    return Y.getItemCleanEnd(this.#current, store, Y.createID(client, clock))
  }

  /** What follows the place, which is not within an item. */
  #next(): Y.Item | null {
    return this.#place === null ? this.#options.type._start : this.#item(this.#place).right
  }

  #endsInside(): boolean {
    return this.#place !== null && this.#item(this.#place).lastId.clock > this.#place.clock
  }

  /** Whether a piece goes on in the item in which the place is. */
  #isInside({ client, clock }: Piece): boolean {
    const place = this.#place
    return place !== null && place.client === client && place.clock + 1 === clock && this.#endsInside()
  }

  #item({ client, clock }: NonNullable<Place>): Y.Item {
    return Y.getItem(this.#current.doc.store, Y.createID(client, clock)) as Y.Item
  }
}

const holds = ({ id, length }: Y.Item, { client, clock }: Piece): boolean =>
  id.client === client && id.clock <= clock && clock < id.clock + length

const isSameFormat = (one: Attributes, other: Attributes): boolean =>
  one === other || equalityDeep(one, other)

/** The marks of formatting between two things that stay or come. */
class Gap {
  /** Something in it or before it is changed: then marks that change nothing are not left behind. */
  isChanged: boolean
  readonly #before: Attributes
  readonly #lastByKey = new Map<string, { readonly value: unknown; readonly deletion: Deletion }>()
  readonly #overridden: Deletion[] = []

  /** How what is before it is formatted, and how it was formatted. */
  constructor(before: Attributes, was: Attributes) {
    this.#before = before
    this.isChanged = !isSameFormat(before, was)
  }

  pass({ key, value }: Y.ContentFormat, deletion: Deletion): void {
    const last = this.#lastByKey.get(key)
    if (last !== undefined) this.#overridden.push(last.deletion)
    this.#lastByKey.set(key, { value, deletion })
  }

  /** Whether something that comes here has that formatting already. */
  isAt(wanted: Attributes): boolean {
    return this.#lastByKey.size === 0 && isSameFormat(wanted, this.#before)
  }

  /** The marks that are missing before something that is formatted so, and those that are to be deleted. */
  end(wanted: Attributes): {
    readonly missing: Map<string, unknown>
    readonly deletions: readonly Deletion[]
  } {
    const missing = new Map<string, unknown>()
    if (this.isAt(wanted)) return { missing, deletions: [] }
    const idle: Deletion[] = []
    const keys = new Set([...this.#lastByKey.keys(), ...Object.keys(this.#before), ...Object.keys(wanted)])
    for (const key of keys) {
      const last = this.#lastByKey.get(key)
      const [before, value] = [this.#before[key] ?? null, wanted[key] ?? null]
      const isNeeded = !equalityDeep(before, value)
      const isThere = last !== undefined && equalityDeep(last.value, value)
      if (last !== undefined && !(isNeeded && isThere)) idle.push(last.deletion)
      if (last !== undefined && !isThere) this.isChanged = true
      if (isNeeded && !isThere) missing.set(key, value)
    }
    const isChanged = this.isChanged || missing.size > 0
    return { missing, deletions: isChanged ? [...this.#overridden, ...idle] : [] }
  }
}
