import * as decoding from 'lib0/decoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { AUTH_DENIED, MESSAGES, type Role, writeMessage } from '../../shared/index.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { type StockClient, stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** What the relay tells a client, by the reasons of y-protocols' auth message. */
const denials = ({ provider }: StockClient): string[] => {
  const reasons: string[] = []
  provider.messageHandlers[MESSAGES.auth.type] = (_encoder, decoder) => {
    expect(decoding.readVarUint(decoder)).toBe(AUTH_DENIED)
    reasons.push(decoding.readVarString(decoder))
  }
  return reasons
}

const insertion = (value: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, value)
  return Y.encodeStateAsUpdate(doc)
}

describe.each<Role>(['viewer', 'attendee'])('a %s', (role) => {
  test('[DO8] reads, has its updates refused, and is told once', async () => {
    const { wsUrl, url } = await startRelay({ secrets: [SECRET] })
    const member = stockClient(wsUrl, 'lesson', { params: { token: await token() }, state: { name: 'Ada' } })
    await member.synced()
    member.text.insert(0, 'the lesson')
    const reader = stockClient(wsUrl, 'lesson', { params: { token: await token({ sub: 'r', role }) } })
    const reasons = denials(reader)
    await reader.synced()
    await until(() => reader.text.toString() === 'the lesson')
    reader.text.insert(0, 'graffiti on ')
    reader.text.insert(0, 'more ')
    await until(async () => (await metricOf(url, 'homeroom_faults_total', { code: 'read-only' })) === 2)
    await until(() => reasons.length > 0)
    // It still reads on, and the room is what it was.
    member.text.insert(member.text.length, ', part two')
    await until(() => reader.text.toString().endsWith('part two'))
    const later = stockClient(wsUrl, 'lesson', { params: { token: await token({ sub: 'l' }) } })
    await later.synced()
    expect(member.text.toString()).toBe('the lesson, part two')
    expect(later.text.toString()).toBe('the lesson, part two')
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).not.toBe('')
    expect(reader.provider.wsconnected).toBe(true)
  })

  test('[DO8] is not told anything where it does not write', async () => {
    const { wsUrl, url } = await startRelay({ secrets: [SECRET] })
    const member = stockClient(wsUrl, 'lesson', { params: { token: await token() } })
    await member.synced()
    const reader = stockClient(wsUrl, 'lesson', { params: { token: await token({ sub: 'r', role }) } })
    const reasons = denials(reader)
    await reader.synced()
    member.text.insert(0, 'a')
    await until(() => reader.text.toString() === 'a')
    expect(reasons).toEqual([])
    expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
  })
})

test('[DO8] an anonymous viewer reads and is not believed what it writes, by step 2 nor by an update', async () => {
  const { wsUrl, url } = await startRelay({ secrets: [SECRET], anonymous: 'view' })
  const member = stockClient(wsUrl, 'lesson', { params: { token: await token() } })
  await member.synced()
  member.text.insert(0, 'kept')
  const viewer = await rawClient(wsUrl, 'lesson')
  viewer.send(writeMessage.step2(insertion('no ')))
  viewer.send(writeMessage.update(insertion('never ')))
  await until(async () => (await metricOf(url, 'homeroom_faults_total', { code: 'read-only' })) === 2)
  viewer.send(writeMessage.step1(Uint8Array.of(0)))
  await until(() => viewer.frames.some((frame) => frame[0] === 0))
  // It is not asked for what it has, since nobody would take it.
  expect(viewer.frames.filter((frame) => frame[0] === 0 && frame[1] === 0)).toEqual([])
  expect(viewer.frames.filter((frame) => frame[0] === MESSAGES.auth.type)).toHaveLength(1)
  expect(member.text.toString()).toBe('kept')
})

test('[DO8] a homeroom.v1 client is told by a notice', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'view' })
  const viewer = await rawClient(wsUrl, 'lesson', { protocols: ['homeroom.v1'] })
  viewer.send(writeMessage.update(insertion('no')))
  const notice = await until(() => viewer.frames.find((frame) => frame[0] === MESSAGES.notice.type))
  const decoder = decoding.createDecoder(notice.subarray(1))
  expect(decoding.readVarString(decoder)).toBe('read-only')
  expect(decoding.readVarString(decoder)).not.toBe('')
})
