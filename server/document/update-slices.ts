// An update on its way into a document: read, counted, and checked whole, in slices that are applied one at a time.
import { fault, ok, type Result, UpdateParts } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { unreadable } from './attempt.ts'
import { type Contents, checkUpdate } from './update-check.ts'
import { UpdateCount } from './update-count.ts'

/** So many structs of an update are read in one step. */
const READ_STRUCTS = 2_000

/** An update that is no longer is one slice: it has few structs. */
const SMALL_BYTES = 512

/** What is applied in one transaction, at most. V8's pages are of 256 KiB: the texts of four slices fit in one. */
const SLICE = { bytes: 60 * 1024, structs: 128 }

/** What a value takes in memory beside its bytes: of `[]`, two bytes, there may be millions. */
const VALUE_BYTES = 32

/** A part of an update that is applied at once. */
export interface Slice {
  readonly update: Uint8Array
  /** As it was read; null where that is not kept, for its size. */
  readonly contents: Contents | null
}

/** An update that was read whole. */
export interface Slices {
  readonly slices: readonly Slice[]
  /** False for what only deletes. */
  readonly adds: boolean
  readonly deletes: boolean
  /** Structs, as they count, and runs of deletions. */
  readonly structs: number
  /** The clients that have written it. */
  readonly clients: ReadonlySet<number>
  /** The names of types of the document that it writes to. */
  readonly roots: ReadonlySet<string>
  /** What it takes in memory, in bytes, beside the structs. */
  readonly bytes: number
}

/** What one may have of each. */
export interface SliceLimits {
  readonly structs: number
  readonly bytes: number
  readonly clients: number
  readonly roots: number
  /** Values inside of one. */
  readonly values: number
}

/** Reads an update. Nothing is to be applied of one that is broken or too large. */
export function* readSlices(
  update: Uint8Array,
  limits: SliceLimits,
): Work<Result<Slices, 'bad-update' | 'document-too-large'>> {
  try {
    return update.length <= SMALL_BYTES ? ok(readSmall(update)) : yield* readLarge(update, limits)
  } catch (error) {
    return unreadable('bad-update', error)
  }
}

const readSmall = (update: Uint8Array): Slices => {
  const contents = checkUpdate(update)
  const { structs, deletions, weight, roots, adds, deletes } = contents
  return {
    slices: [{ update, contents }],
    adds,
    deletes,
    structs: weight + deletions.length,
    clients: new Set(structs.map(({ id }) => id.client)),
    roots,
    bytes: bytesOf(contents, update),
  }
}

function* readLarge(update: Uint8Array, limits: SliceLimits): Work<Result<Slices, 'document-too-large'>> {
  const parts = new UpdateParts(update)
  const counted = new UpdateCount()
  while (!parts.read(READ_STRUCTS, counted.count)) {
    const over = overOf(counted, update, limits)
    if (over !== null) return tooLarge(over)
    yield
  }
  const over = overOf(counted, update, limits)
  if (over !== null) return tooLarge(over)
  const roots = new Set<string>()
  const slices: Slice[] = []
  let structs = counted.deletions
  for (let part = parts.next(SLICE); part !== null; part = parts.next(SLICE)) {
    const contents = checkUpdate(part)
    structs += contents.weight
    for (const name of contents.roots) roots.add(name)
    if (structs > limits.structs) return tooLarge(structsOver(limits))
    if (roots.size > limits.roots) return tooLarge(`more than ${limits.roots} types at its top`)
    slices.push({ update: part, contents: null })
    yield
  }
  const { clients, deletions } = counted
  const bytes = bytesOf(counted, update)
  return ok({ slices, adds: counted.structs > 0, deletes: deletions > 0, structs, clients, roots, bytes })
}

const bytesOf = ({ values }: { readonly values: number }, update: Uint8Array): number =>
  update.length + values * VALUE_BYTES

/** What it has too much of, in words; null where all is within the limits. */
const overOf = (counted: UpdateCount, update: Uint8Array, limits: SliceLimits): string | null => {
  if (counted.structs + counted.deletions > limits.structs) return structsOver(limits)
  if (counted.clients.size > limits.clients) return `more than ${limits.clients} clients`
  if (counted.largest > limits.values) return `more than ${limits.values} values inside of one`
  return bytesOf(counted, update) > limits.bytes ? `more than ${limits.bytes} bytes` : null
}

const structsOver = ({ structs }: SliceLimits): string => `more than ${structs} structs`

const tooLarge = (what: string) => fault('document-too-large', `The update has ${what}.`)
