import { request } from 'node:http'
import { expect, test } from 'vitest'
import { writeV1Message } from '../../shared/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { rawClient } from '../support/raw-client.ts'
import { welcomesOf } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** Begins to put a document into a room; `end` sends the rest, and gives the status. */
const beginPut = (url: string, room: string, update: Uint8Array) => {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const headers = { authorization: `Bearer ${SECRET}`, 'content-length': update.length }
  const sent = request(`${url}/api/rooms/${room}/document`, { method: 'PUT', headers }, (response) => {
    response.resume()
    resolve(response.statusCode ?? 0)
  })
  sent.on('error', reject)
  onTestCleanup(() => sent.destroy())
  sent.write(update.subarray(0, 1_000))
  return {
    end: () => {
      sent.end(update.subarray(1_000))
      return promise
    },
  }
}

test('[HT7][X33] documents that are put in at once have a limit together, and are taken later', async () => {
  const { url } = await startRelay({ secrets: [SECRET], limits: { uploads: 250_000 } })
  const update = textUpdate('x'.repeat(100_000))
  const held = () => metricOf(url, 'homeroom_upload_bytes')
  const [one, two] = [beginPut(url, 'one', update), beginPut(url, 'two', update)]
  await until(async () => (await held()) === 2 * update.length)
  const api = apiClient(url, SECRET)
  const refused = await api.put('/rooms/three/document', update)
  expect(refused).toMatchObject({ status: 503, json: { error: 'busy', retry: 'later' } })
  expect(refused.headers.get('retry-after')).not.toBeNull()
  expect((await api.put('/rooms/three/document', textUpdate('small'))).status).toBe(200)
  expect([await one.end(), await two.end()]).toEqual([200, 200])
  await until(async () => (await held()) === 0)
  expect((await api.put('/rooms/three/document', update)).status).toBe(200)
  expect(await metricOf(url, 'homeroom_refusals_total', { code: 'busy' })).toBe(1)
})

test('[HT7][X33] twenty documents at once are taken, one after the other', async () => {
  const { url } = await startRelay({ secrets: [SECRET] })
  const api = apiClient(url, SECRET)
  const update = textUpdate('x'.repeat(2_000_000))
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => api.put(`/rooms/r${index}/document`, update)),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
  expect(await metricOf(url, 'homeroom_upload_bytes')).toBe(0)
})

test('[SE5][X33] of 3000 new tokens in a row ten are checked, and the connection goes on', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const jwt = await token({ ttlSeconds: 600 })
  const ada = await rawClient(wsUrl, 'lesson', { protocols: ['homeroom.v1', `bearer.${jwt}`] })
  for (let count = 0; count < 3_000; count++) ada.send(writeV1Message.token(jwt))
  ada.send(writeV1Message.ping(7))
  await until(() => ada.frames.some(([type]) => type === 115))
  await until(() => welcomesOf(ada).length === 11)
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'too-many-tokens' })).toBe(2_990)
  expect(ada.frames.some((frame) => Buffer.from(frame).includes('too-many-tokens'))).toBe(true)
  expect(ada.isClosed()).toBe(false)
})
