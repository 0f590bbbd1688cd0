import type * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { Limits } from '../base/limits.ts'
import type { Work } from '../base/turns.ts'
import type { Participant } from '../presence/participant.ts'
import { Size } from './document-size.ts'
import { bytesIn, structsIn } from './document-weight.ts'
import { readSlices, type SliceLimits, type Slices } from './update-slices.ts'

/** With each transaction Yjs goes over all clients of a document: with so many that takes some ms. */
const CLIENTS = 20_000

/** Yjs looks for the name of a type among all of them, for each struct that it writes. */
const ROOTS = 10_000

/** One value may have so many inside: it is read, and written, in one step. */
const VALUES_OF_ONE = 100_000

/** What is stored may be so many times as large as what is taken: the limits may have been higher. */
const LOADED_STRUCTS = 4
const LOADED_CLIENTS = 2

/** No document has more clients than this, and so no state vector of one. */
export const MOST_CLIENTS = CLIENTS * LOADED_CLIENTS

/** What a document may have of what members write. */
const boundsOf = ({ structs, document }: Pick<Limits, 'structs' | 'document'>): SliceLimits => ({
  structs,
  bytes: document,
  clients: CLIENTS,
  roots: ROOTS,
  values: VALUES_OF_ONE,
})

/** What a document may have of what is stored. */
export const loadedBoundsOf = ({ structs }: Pick<Limits, 'structs'>): SliceLimits => ({
  structs: structs * LOADED_STRUCTS,
  bytes: Number.POSITIVE_INFINITY,
  clients: MOST_CLIENTS,
  roots: Number.POSITIVE_INFINITY,
  values: Number.POSITIVE_INFINITY,
})

/** How much is in a document, and whether more may come. */
class DocumentBounds {
  readonly #limits: SliceLimits
  readonly #doc: Y.Doc
  readonly #bytes: Size
  readonly #structs: Size

  constructor(doc: Y.Doc, limits: SliceLimits) {
    this.#limits = limits
    this.#doc = doc
    this.#bytes = new Size(limits.bytes, () => bytesIn(doc))
    this.#structs = new Size(limits.structs, () => structsIn(doc))
  }

  /** What is in an update that may be taken: one that only deletes always may. */
  *read(update: Uint8Array): Work<Result<Slices, 'bad-update' | 'document-too-large'>> {
    const read = yield* readSlices(update, this.#limits)
    if (!read.ok) return read
    const allowed = yield* this.#check(read.value)
    return allowed.ok ? read : allowed
  }

  *#check({ adds, bytes, structs, clients, roots }: Slices): Work<Result<void, 'document-too-large'>> {
    if (!adds) return ok(undefined)
    const limits = this.#limits
    if (!(yield* this.#bytes.hasRoomFor(bytes)))
      return tooLarge(`The document is as large as it may be: ${limits.bytes} bytes.`)
    if (!(yield* this.#structs.hasRoomFor(structs)))
      return tooLarge(`The document has as many structs as it may: ${limits.structs}.`)
    if (!hasRoomFor(this.#doc.store.clients, clients, limits.clients))
      return tooLarge(`As many clients have written to the document as may: ${limits.clients}.`)
    if (!hasRoomFor(this.#doc.share, roots, limits.roots))
      return tooLarge(`The document has as many types at its top as it may: ${limits.roots}.`)
    return ok(undefined)
  }

  /** Whether so much more text of a struct that is there surely may come. */
  fits(bytes: number): boolean {
    return this.#bytes.fits(bytes)
  }

  grewText(bytes: number): void {
    this.#bytes.grew(bytes)
  }

  grew({ structs, bytes, deletes }: Slices): void {
    for (const [size, by] of [
      [this.#bytes, bytes],
      [this.#structs, structs],
    ] as const) {
      size.grew(by)
      if (deletes) size.shrank()
    }
  }
}

/** The bounds of a document: those of what people write here, and the wider ones of what the store or another node has taken already. */
export class BoundsBySource {
  readonly ofStored: DocumentBounds
  readonly #ofWritten: DocumentBounds

  constructor(doc: Y.Doc, limits: Pick<Limits, 'structs' | 'document'>) {
    this.ofStored = new DocumentBounds(doc, loadedBoundsOf(limits))
    this.#ofWritten = new DocumentBounds(doc, boundsOf(limits))
  }

  /** What another node has taken may be over the limits here: theirs may be higher, and two may reach a limit at once. */
  of(by: Participant | null): DocumentBounds {
    return by?.source === 'node' ? this.ofStored : this.#ofWritten
  }

  /** Counts so much more text of a struct that is there, where it surely fits. */
  takeText(bytes: number, by: Participant | null): boolean {
    const fits = this.of(by).fits(bytes)
    if (fits) for (const bounds of [this.ofStored, this.#ofWritten]) bounds.grewText(bytes)
    return fits
  }

  grew(slices: Slices): void {
    for (const bounds of [this.ofStored, this.#ofWritten]) bounds.grew(slices)
  }
}

const tooLarge = (message: string) => fault('document-too-large', message)

/** What is known already takes no room. */
const hasRoomFor = <Key>(
  known: ReadonlyMap<Key, unknown>,
  coming: ReadonlySet<Key>,
  most: number,
): boolean => {
  let size = known.size
  for (const key of coming) if (!known.has(key)) size += 1
  return size <= most || size === known.size
}
