// What a host's store holds up, or gives that is nothing, is no concern of anybody else.
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createRelay, memoryStore, type Store } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const HURT = 'hurt'

test('[LM2] a join that waits for a room gives its slot back as soon as its client is gone', async () => {
  const inner = memoryStore()
  const never = Promise.withResolvers<never>().promise
  const opened: Store['open'] = (room) => (room === HURT ? never : inner.open(room))
  const { url, wsUrl } = await startRelay({ store: { ...inner, open: opened }, limits: { connections: 2 } })
  const sockets = [1, 2].map(() => new WebSocket(`${wsUrl}/${HURT}`).on('error', () => undefined))
  const slots = () => metricOf(url, 'homeroom_connection_slots')
  await until(async () => (await slots()) === 2, 'both wait')
  for (const socket of sockets) socket.terminate()
  // Long before the handshake is over, in 10 s: that bound is not what ends them.
  await until(async () => (await slots()) === 0, 'nobody waits', 5_000)
  const room = clientRoom(wsUrl, 'lesson')
  await room.connected()
})

test.each([null, undefined, {}, { epoch: null, updates: ['x'], lastSeq: 0, quarantined: 0 }])(
  '[DO4] a store that loads %j fails, and says so',
  async (stored) => {
    const inner = memoryStore()
    const opened = (async (room: string) => (room === HURT ? stored : inner.open(room))) as Store['open']
    const { log, lines } = memoryLog()
    const { url, wsUrl } = await startRelay({ store: { ...inner, open: opened }, log })
    expect(await refusedUpgrade(`${wsUrl}/${HURT}`)).toMatchObject({ status: 503 })
    expect(await metricOf(url, 'homeroom_store_failures_total', { operation: 'load' })).toBe(1)
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    expect(lines.filter(({ fields }) => fields.room === HURT && fields.operation === 'load')).toHaveLength(1)
    await clientRoom(wsUrl, 'lesson').connected()
  },
)

test.each([undefined, Number.NaN, 'x'])(
  '[SV3] an append that gives %j is none: nothing is said to be saved',
  async (given) => {
    const inner = memoryStore()
    let isBroken = true
    const append: Store['append'] = async (writes) => {
      if (isBroken) return writes.map(() => given as number)
      return inner.append(writes)
    }
    const { url, wsUrl } = await startRelay({ store: { ...inner, durability: 'normal', append } })
    const room = clientRoom(wsUrl, 'lesson')
    await room.connected()
    room.text.insert(0, 'kept')
    await until(
      async () => (await metricOf(url, 'homeroom_store_failures_total', { operation: 'append' })) > 0,
    )
    await until(() => room.saved.get().state === 'received')
    isBroken = false
    await until(() => room.saved.get().state === 'saved')
    expect((await inner.open('lesson')).updates.length).toBeGreaterThan(0)
  },
)

test('a relay that is closed does not listen again, and a port is a number', async () => {
  const relay = createRelay()
  onTestCleanup(() => relay.close())
  await expect(relay.listen({ port: 'x' as unknown as number })).rejects.toThrow(TypeError)
  await relay.close()
  await expect(relay.listen()).rejects.toThrow('closed')
})
