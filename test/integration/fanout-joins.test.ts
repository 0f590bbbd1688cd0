import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeMessage } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const ask = writeMessage.step1(Uint8Array.of(0))
const DOCUMENT_BYTES = 6 * 1024 * 1024

test('[FO9][DO6] 20 of 40 who ask for a large document do not read: the others have it all the same', async () => {
  const { wsUrl, url } = await startRelay({ clock: fakeClock().clock })
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'x'.repeat(DOCUMENT_BYTES))
  const writer = await rawClient(wsUrl, 'lesson')
  writer.send(writeMessage.update(Y.encodeStateAsUpdate(doc)))
  writer.send(ask)
  const size = ({ doc }: RawClient) => doc.getText('text').length
  await until(() => size(writer) === DOCUMENT_BYTES, 'the relay has the document')

  const stuck = await Promise.all(Array.from({ length: 20 }, () => rawClient(wsUrl, 'lesson')))
  for (const { ws } of stuck) {
    ws.pause()
    ws.send(ask)
  }
  const readers = await Promise.all(Array.from({ length: 20 }, () => rawClient(wsUrl, 'lesson')))
  for (const { ws } of readers) ws.send(ask)
  await until(() => readers.every((one) => size(one) === DOCUMENT_BYTES), 'everyone who reads has it')
  // One document is shared by all.
  expect(await metricOf(url, 'homeroom_unsent_bytes')).toBeLessThan(DOCUMENT_BYTES)
  for (const { ws } of stuck) ws.resume()
  await until(() => stuck.every((one) => size(one) === DOCUMENT_BYTES), 'so has everyone who reads late')
  expect(await metricOf(url, 'homeroom_answers_waiting')).toBe(0)
})

test.each([
  ['stock', false],
  ['homeroom.v1', true],
] as const)(
  '[FO10] 100 people on %s drop and are back at once: the frames grow with the people',
  async (_wire, isCompact) => {
    const PEOPLE = 100
    // Keep-alives and renewals would be counted, too.
    const { wsUrl } = await startRelay({ clock: handSweptClock().clock })
    const observer = await rawClient(wsUrl, 'lesson', { isCompact })
    observer.say({ id: 1, state: {} })
    const ids = Array.from({ length: PEOPLE }, (_, n) => 10 + n)
    const join = async (id: number) => {
      const client = await rawClient(wsUrl, 'lesson', { isCompact })
      return { id, client }
    }
    const seesAll = ({ id, client }: { id: number; client: RawClient }) =>
      ids.every((other) => other === id || client.sees(other) !== undefined)
    const enter = async () => {
      const class_ = await Promise.all(ids.map(join))
      for (const { id, client } of class_) client.say({ id, state: { id } })
      await until(() => [...class_, { id: 1, client: observer }].every(seesAll), 'everyone sees everyone')
      return class_
    }
    const before = await enter()
    for (const { client } of before) client.ws.terminate()
    await until(() => ids.every((id) => observer.sees(id) === undefined), 'everyone is gone')
    const after = await enter()
    for (const { id, client } of after) expect(client.sees(id)).toBeUndefined()
    const isPresence = (frame: Uint8Array) => frame[0] === (isCompact ? 113 : 1)
    const frames = after.reduce((sum, { client }) => sum + client.frames.filter(isPresence).length, 0)
    // A frame for each of the others would be 99 for everyone; those who join while others are told get a few.
    expect(frames).toBeLessThanOrEqual(PEOPLE * 20)
  },
)
