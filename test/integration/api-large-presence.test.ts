import { expect, test } from 'vitest'
import { apiClient } from '../support/api-client.ts'
import { rawClient } from '../support/raw-client.ts'
import { rawSocket } from '../support/raw-socket.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const MIB = 1024 * 1024
const TABS = 48
const ENTRIES = 16
const PAD = 'é'.repeat(7_500)

const LOOK = 'GET /api/rooms/lesson/presence HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

test('[HT2][HT6] looks at a room whose people have much presence, which nobody reads, hold 64 MiB and one more', async () => {
  const { url, wsUrl } = await startRelay()
  const api = apiClient(url)
  for (let tab = 0; tab < TABS; tab++) {
    const client = await rawClient(wsUrl, 'lesson')
    // Nobody else is to be told of it.
    client.ws.pause()
    client.say(
      ...Array.from({ length: ENTRIES }, (_, entry) => ({
        id: 1 + tab * ENTRIES + entry,
        state: { pad: PAD, user: { name: `${tab} "${entry}"` } },
      })),
    )
  }
  const summary = async () => (await api.get('/rooms/lesson')).json
  await until(async () => (await summary()).entries === TABS * ENTRIES, 'all are there', 30_000)
  const look = await api.get('/rooms/lesson/presence')
  const bytes = look.bytes.length
  expect(bytes).toBeGreaterThan(11 * MIB)
  expect(look.json.entries[TABS * ENTRIES - 1].state).toMatchObject({ pad: PAD })
  const held = () => metricOf(url, 'homeroom_download_bytes')
  await until(async () => (await held()) === 0, 'it is taken')
  const askers = Array.from({ length: 10 }, () => rawSocket(url, LOOK).socket.pause())
  await until(async () => (await held()) > 64 * MIB, 'as much as there may be waits', 30_000)
  expect((await api.get('/rooms/lesson/presence')).json.error).toBe('busy')
  expect(await held()).toBeLessThan(64 * MIB + 1.1 * bytes)
  for (const socket of askers) socket.destroy()
  await until(async () => (await api.get('/rooms/lesson/presence')).status === 200, 'it is answered again')
})
