import { fault, ok, type Result } from '../../shared/index.ts'
import { finish } from '../base/turns.ts'
import { Document } from '../document/document.ts'
import { LOAD_WORK_MS } from '../rooms/room-loader.ts'

/** What a room's records make together. */
export interface Merged {
  /** One update with all of it. */
  readonly update: Uint8Array
  /** Records that Yjs cannot read. */
  readonly unreadable: number
  /** True while something waits for an update that is not there. */
  readonly hasPending: boolean
}

/** A command takes a document of any size. */
const NO_LIMITS = {
  document: Number.POSITIVE_INFINITY,
  structs: Number.POSITIVE_INFINITY,
  pending: Number.POSITIVE_INFINITY,
}

/** What a relay bears of a room that it loads. */
export interface LoadBounds {
  readonly structs: number
  readonly gc: boolean
}

/** Why a relay with these bounds would set the room aside; null where it would open it. */
export const whySetAside = (updates: readonly Uint8Array[], { structs, gc }: LoadBounds): string | null => {
  const document = emptyDocument({ gc, structs })
  const endMs = performance.now() + LOAD_WORK_MS
  try {
    const work = document.load(updates)
    for (;;) {
      const { done, value } = work.next()
      if (done) return value.ok ? null : value.fault.message
      if (performance.now() > endMs) return `It takes more than ${LOAD_WORK_MS / 1000} s of work to load.`
    }
  } catch {
    // What Yjs cannot load at all is no matter of bounds.
    return null
  } finally {
    document.close()
  }
}

interface MergeOptions {
  /** Whether what was deleted goes; it stays where nobody says so, since the room may be set to keep it. */
  readonly gc?: boolean
}

const emptyDocument = ({ gc = false, structs = NO_LIMITS.structs }: Partial<LoadBounds> = {}) => {
  const document = new Document({
    onUpdate: () => undefined,
    onHeld: () => undefined,
    limits: { ...NO_LIMITS, structs },
  })
  document.gc = gc
  return document
}

/** Merges what the store has of a room. */
export const mergeRecords = (
  updates: readonly Uint8Array[],
  options: MergeOptions = {},
): Result<Merged, 'bad-document'> => {
  const document = emptyDocument(options)
  try {
    const loaded = finish(document.load(updates))
    if (!loaded.ok) return fault('bad-document', loaded.fault.message)
    return ok({
      update: finish(document.snapshot()),
      unreadable: loaded.value,
      hasPending: document.hasPending,
    })
  } catch (error) {
    return fault(
      'bad-document',
      `Yjs cannot make a document of it: ${error instanceof Error ? error.message : error}`,
    )
  } finally {
    document.close()
  }
}

/** Reads an update from outside whole, as the relay reads one from a client. */
export const readUpdate = (bytes: Uint8Array): Result<Omit<Merged, 'unreadable'>, string> => {
  const document = emptyDocument()
  const applied = document.apply(bytes, null)
  if (!applied.ok) return applied
  const merged = { update: finish(document.snapshot()), hasPending: document.hasPending }
  document.close()
  return ok(merged)
}
