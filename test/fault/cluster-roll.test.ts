import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { startNginxCluster } from '../support/cluster-proxies.ts'
import { startPostgres } from '../support/postgres.ts'
import { startRedis } from '../support/redis.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const ROOMS = Array.from({ length: 8 }, (_, index) => `class-${index}`)
const NAMES = ['Ada', 'second', 'third']
const ACT_MS = 100

type Joined = ReturnType<typeof clientRoom>

/** A class whose own clients write and move, with a stock client among them. */
const startClass = (wsUrl: string, id: string) => {
  const own = NAMES.map((name) => clientRoom(wsUrl, id, { presence: { name } }))
  const stock = stockClient(wsUrl, id, { state: { name: 'stock' } })
  const said = { written: 0, isGone: false }
  const look = () => {
    if (own.some(({ room }) => room.people.get().length < own.length + 1)) said.isGone = true
  }
  const act = () => {
    for (const { room, text } of own) {
      text.insert(0, '.')
      said.written += 1
      room.self.set({ x: said.written, y: 0 })
    }
    look()
  }
  return { own, stock, said, act }
}

const areAllThere = ({ room }: Joined, people: number) => {
  const here = room.people.get().filter(({ status }) => status !== 'reconnecting')
  return here.length === people
}

test('[N14][LI3] a roll of all relays under load: nobody is gone, nothing is lost, each room is on one relay again', async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const settings = ['--postgres', await postgres.newDatabase(), '--redis', redis.url, '--idle', '1']
  const run = (...more: string[]) => runRelay([...settings, '--trust-proxy', '1', '--log', 'warn', ...more])
  const relays = [await run(), await run(), await run()]
  const urls = relays.map(({ url }) => url)
  const proxy = await startNginxCluster(urls)
  const classes = ROOMS.map((id) => startClass(proxy.wsUrl, id))
  const allThere = (people: number) =>
    until(
      () => classes.every(({ own }) => own.every((joined) => areAllThere(joined, people))),
      'all are there',
      20_000,
    )
  await allThere(NAMES.length + 1)
  for (const { said } of classes) said.isGone = false
  const acting = setInterval(() => {
    for (const { act } of classes) act()
  }, ACT_MS)

  try {
    for (const [index, relay] of relays.entries()) {
      relay.kill('SIGTERM')
      await until(() => !relay.isRunning(), 'the relay has ended', 20_000)
      relays[index] = await run('--port', new URL(relay.url).port)
      await until(async () => (await fetch(`${relay.url}/readyz`)).status === 200)
    }
    // Those who come now come to the relay that nginx has for the room, wherever the others are.
    for (const id of ROOMS) stockClient(proxy.wsUrl, id, { state: { name: 'late' } })
    await allThere(NAMES.length + 2)
    const shared = () => Promise.all(urls.map((url) => metricOf(url, 'homeroom_bus_shared_rooms')))
    await until(async () => (await shared()).every((rooms) => rooms === 0), 'each room is on one', 60_000)
    await allThere(NAMES.length + 2)
  } finally {
    clearInterval(acting)
  }

  for (const { own, stock, said } of classes) {
    expect(said.isGone).toBe(false)
    for (const { room } of own) expect(room.status.get().state).toBe('connected')
    for (const { text } of [...own, stock])
      await until(() => text.length === said.written, 'all that was written is there')
  }
}, 180_000)
