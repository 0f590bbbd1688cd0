import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FRAME_MESSAGES, readMessage, TYPE, writeMessage } from '../../shared/index.ts'
import { openSocket } from '../support/http.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

test('[WI1][X41] of a frame with more messages than are read nothing is lost: its sender is asked for the rest', async () => {
  const { url, wsUrl } = await startRelay()
  const ws = await openSocket(`${wsUrl}/lesson`)
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update) => updates.push(update))
  const count = FRAME_MESSAGES + 50
  for (let at = 0; at < count; at += 1) doc.getArray('all').push([at])
  const heard: string[] = []
  ws.on('message', (data: Buffer) => {
    const message = readMessage(data, 'stock')
    if (!message.ok) return
    // What was asked for before the frame is sent is not answered.
    if (message.value.kind === 'step1' && heard.includes('step2'))
      ws.send(writeMessage.step2(Y.encodeStateAsUpdate(doc, message.value.stateVector)))
    heard.push(message.value.kind)
  })
  ws.send(writeMessage.step1(Uint8Array.of(0)))
  await until(() => heard.includes('step2'))
  ws.send(Buffer.concat(updates.map((update) => writeMessage.update(update))))
  const reader = stockClient(wsUrl, 'lesson', { state: null })
  await until(() => reader.doc.getArray('all').length === count)
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'too-many-messages' })).toBe(1)
})

test('[WI1][LI2][X41] a client that puts too many messages into each of many frames goes on', async () => {
  const { url, wsUrl } = await startRelay({ limits: { messages: 100_000 } })
  const ws = await openSocket(`${wsUrl}/lesson`)
  const frame = Buffer.concat(
    Array.from({ length: FRAME_MESSAGES + 1 }, () => Uint8Array.of(TYPE.queryAwareness)),
  )
  for (let sent = 0; sent < 40; sent += 1) ws.send(frame)
  await until(
    async () => (await metricOf(url, 'homeroom_faults_total', { code: 'too-many-messages' })) === 40,
  )
  expect(ws.readyState).toBe(ws.OPEN)
})
