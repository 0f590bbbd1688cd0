import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import type { TakeResult } from '../../server/document/update-queue.ts'
import type { Room } from '../../server/rooms/room.ts'
import type { RoomId } from '../../shared/index.ts'
import { hubHarness, someone } from '../support/hub-harness.ts'

const MIB = 1024 * 1024
const BUDGET = { leftMs: 60_000, spend: () => undefined }

const withBytes = (doc: Y.Doc, bytes: number): Uint8Array => {
  const before = Y.encodeStateVector(doc)
  doc.getArray('list').push([new Uint8Array(bytes)])
  return Y.encodeStateAsUpdate(doc, before)
}

const write = (room: Room, update: Uint8Array): Promise<TakeResult> => {
  const { promise, resolve } = Promise.withResolvers<TakeResult>()
  room.update(someone().member, update, BUDGET, resolve)
  return promise
}

const codeOf = (taken: TakeResult) => (taken.ok ? taken.value : taken.fault.code)

const setUp = (memory: number) => hubHarness({ limits: { ...DEFAULT_LIMITS, memory } })

test('[DL7] documents of all rooms share one limit: what adds is refused, what deletes is taken, and it is measured', async () => {
  const { hub, enter, metric } = setUp(3 * MIB)
  const [first, second] = [(await enter('first' as RoomId)).room, (await enter('second' as RoomId)).room]
  const [doc, other] = [new Y.Doc(), new Y.Doc()]
  expect(codeOf(await write(first, withBytes(doc, 2 * MIB)))).toBe('whole')
  // As much as it might take, until it is measured.
  expect(await metric('homeroom_document_bytes')).toBeGreaterThan(3 * MIB)
  hub.sweep()
  expect(await metric('homeroom_document_bytes')).toBeGreaterThan(2 * MIB)
  expect(await metric('homeroom_document_bytes')).toBeLessThan(2.2 * MIB)
  expect(codeOf(await write(second, withBytes(other, MIB)))).toBe('whole')
  hub.sweep()
  expect(codeOf(await write(second, withBytes(other, 10)))).toBe('document-too-large')
  const before = Y.encodeStateVector(doc)
  doc.getArray('list').delete(0, 1)
  expect(codeOf(await write(first, Y.encodeStateAsUpdate(doc, before)))).toBe('whole')
})

test('[DL7] where the documents of others take all memory, a room is refused until an empty one has left', async () => {
  const { hub, enter, advance, metric } = setUp(MIB)
  const large = await enter('large' as RoomId)
  expect(codeOf(await write(large.room, withBytes(new Y.Doc(), MIB)))).toBe('whole')
  await expect(enter('late' as RoomId)).rejects.toThrow('relay-full')
  large.leave()
  advance(1_000)
  hub.sweep()
  await hub.flush()
  await expect.poll(() => metric('homeroom_rooms', { state: 'closing' })).toBe(0)
  expect(await metric('homeroom_document_bytes')).toBe(0)
  expect((await enter('late' as RoomId)).room.id).toBe('late')
})

test('[DL7] rooms that hold nothing count as well', async () => {
  const { hub, enter } = setUp(MIB)
  for (let room = 0; room < 64; room++) await enter(`room-${room}` as RoomId)
  await expect(enter('late' as RoomId)).rejects.toThrow('relay-full')
  expect(hub.size).toBe(64)
})
