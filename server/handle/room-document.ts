// What server code does with the document of a room: reads it, changes it, takes it out.
import { types } from 'node:util'
import type * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import { inTurns } from '../base/in-turns.ts'
import { jsonViewOf } from '../document/json-view.ts'
import type { Participant } from '../presence/participant.ts'
import { wholeSnapshot } from '../rooms/whole-snapshot.ts'
import type { OpenRoom } from './open-room.ts'
import { type EditCode, unwrap } from './room-error.ts'
import { takeUpdate } from './take-update.ts'

/** The document as an update that stands by itself. */
export const snapshotOf = ({ room, deps }: OpenRoom): Promise<Uint8Array> => wholeSnapshot(room, deps.turns)

/** The same as JSON, by the names of its root types, in pieces of text. */
export const viewOf = async (open: OpenRoom): Promise<string> => {
  const { room, deps } = open
  const snapshot = await snapshotOf(open)
  const pieces = unwrap(await inTurns(deps.turns, jsonViewOf(snapshot), { room: room.id }))
  return Buffer.concat(pieces).toString()
}

/** Gives what `look` gives of a copy of the document. */
export const readDocument = async <Value>(open: OpenRoom, look: (doc: Y.Doc) => Value): Promise<Value> => {
  needsFunction(look)
  const mirror = open.deps.mirrorOf(open.room)
  const read = await mirror.use(async (copy) => {
    const { value, update } = copy.edit(look, mirror.clientId)
    refuseLater(value)
    return { value: { value, isUnchanged: update === null }, isCopy: update === null }
  })
  const { value, isUnchanged } = unwrap(read)
  if (isUnchanged) return value
  return unwrap(fault('read-only', 'What reads the document has changed it: `transact` is for that.'))
}

/**
 * Has `change` edit the document: a copy of it, and what was written there is taken as an update of anybody else. Gives what `change`
 * gives once the update is stored.
 */
export const changeDocument = async <Value>(
  open: OpenRoom,
  by: Participant,
  change: (doc: Y.Doc) => Value,
): Promise<Value> => {
  needsFunction(change)
  const mirror = open.deps.mirrorOf(open.room)
  const written = await mirror.use(async (copy) => {
    const { value, update } = copy.edit(change, mirror.clientId)
    refuseLater(value)
    if (update === null) return { value: { value, stored: NOTHING }, isCopy: true }
    const taken = await takeUpdate(open, update, by)
    if (!taken.ok) return { value: { value, stored: Promise.resolve(taken) }, isCopy: false }
    if (taken.value.taken === 'whole') return { value: { value, stored: taken.value.stored }, isCopy: true }
    mirror.renameClient()
    return { value: { value, stored: Promise.resolve(STRAY) }, isCopy: false }
  })
  const { value, stored } = unwrap(written)
  unwrap(await stored)
  return value
}

const needsFunction = (given: unknown): void => {
  if (typeof given !== 'function') throw new TypeError('What reads or changes the document is a function.')
  if (types.isAsyncFunction(given)) throw ASYNC()
}

/** What is done later is in no transaction, and in no copy. */
const refuseLater = (value: unknown): void => {
  if (
    value !== null &&
    typeof value === 'object' &&
    typeof (value as PromiseLike<unknown>).then === 'function'
  )
    throw ASYNC()
}

const ASYNC = () =>
  new TypeError(
    'A function of the document is not async: wait for what it needs before, and for its edit after.',
  )

type Stored = Promise<Result<unknown, EditCode>>

const NOTHING: Stored = Promise.resolve(ok(undefined))

const STRAY = fault('bad-update', 'The document was changed outside of `transact`, by code that had kept it.')
