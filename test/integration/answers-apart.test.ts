import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SYNC, writeMessage } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { bufferBytes } from '../support/heap-bytes.ts'
import { documentSize, embeds } from '../support/hostile.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const MiB = 1024 * 1024
const PAGE_BYTES = 4 * MiB
/** Of six pages they know the first. */
const ANSWER_BYTES = 5 * PAGE_BYTES
const ASKERS = 30

/** A relay with a large document, and viewers that each ask for most of it, with a state vector of their own, and do not read. */
const setUp = async () => {
  const { clock, advance } = fakeClock()
  const { wsUrl, url } = await startRelay({ clock })
  const doc = new Y.Doc()
  const pages = doc.getArray<string>('pages')
  // On homeroom.v1 its own pages do not come back to it, and what it holds is no part of what is measured.
  const writer = await rawClient(wsUrl, 'lesson', { isCompact: true })
  doc.on('update', (update: Uint8Array) => writer.send(writeMessage.update(update)))
  for (let page = 0; page < 6; page++) pages.push(['x'.repeat(PAGE_BYTES)])
  writer.send(writeMessage.step1(Uint8Array.of(0)))
  await until(() => writer.doc.getArray('pages').length === 6, 'the relay has the document')
  const ask = writeMessage.step1(Y.encodeStateVector(new Map([[doc.clientID, 1]])))
  const waiting = () => metricOf(url, 'homeroom_answers_waiting')
  const beforeBytes = bufferBytes()
  const stuck = await Promise.all(Array.from({ length: ASKERS }, () => rawClient(wsUrl, 'lesson')))
  for (const { ws } of stuck) {
    ws.pause()
    ws.send(ask)
  }
  await until(async () => (await waiting()) === ASKERS - 4, 'four have memory, and the others wait')
  const grownBytes = () => bufferBytes() - beforeBytes
  return { wsUrl, advance, ask, waiting, grownBytes }
}

test('[FO9] 30 viewers who each ask for an answer of their own, and read nothing, hold 64 MiB and one document', async () => {
  const { advance, waiting, grownBytes } = await setUp()
  // Half of it again for what the sockets hold, on both sides.
  expect(grownBytes()).toBeLessThan(1.5 * (64 * MiB + ANSWER_BYTES))
  // What has had its turn and reads nothing makes room, and is closed.
  for (let turn = 0; turn < 4; turn++) advance(5_000)
  await until(async () => ((await waiting()) ?? ASKERS) < ASKERS - 8, 'others have memory')
  // A socket that was closed lets go of what it holds a little later.
  await until(() => grownBytes() < 1.5 * (64 * MiB + ANSWER_BYTES), 'what was closed holds nothing')
})

test('[FO9] while they wait, short answers wait for nobody, and a large one has its turn', async () => {
  const { wsUrl, advance, ask } = await setUp()
  const isAnswer = ([type, kind]: Uint8Array) => type === 0 && kind === SYNC.step2
  const other = await rawClient(wsUrl, 'another')
  other.send(writeMessage.step1(Uint8Array.of(0)))
  await until(() => other.frames.some(isAnswer), 'another room answers')
  const reader = await rawClient(wsUrl, 'lesson')
  reader.send(ask)
  await until(() => {
    advance(250)
    return reader.frames.some(isAnswer)
  }, 'it has its turn')
})

test('[DO12] a client that asks again before its answer has begun gets the document, and is not closed', async () => {
  const { wsUrl, url } = await startRelay()
  const writer = await rawClient(wsUrl, 'lesson')
  writer.send(writeMessage.update(embeds(2, 200_000)))
  const documentBytes = () => metricOf(url, 'homeroom_document_bytes')
  await until(async () => ((await documentBytes()) ?? 0) > 40 * MiB, 'it is in')
  await until(async () => (await metricOf(url, 'homeroom_work_waiting')) === 0)
  const asker = await rawClient(wsUrl, 'lesson')
  const ends: unknown[] = []
  asker.ws.on('close', (code) => ends.push(code))
  for (let count = 0; count < 30; count++) {
    asker.send(writeMessage.step1(Uint8Array.of(0)))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await until(() => ends.length > 0 || documentSize(asker.doc) === 200_000, 'it has all', 20_000)
  expect(ends).toEqual([])
})
