import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { startNginxCluster } from '../support/cluster-proxies.ts'
import { startPostgres } from '../support/postgres.ts'
import { randomFrom } from '../support/random.ts'
import { startRedis } from '../support/redis.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** More of them: `npm run cluster-roll`, with `SEEDS=20` for twenty. Only there a bound of time is checked: the machine is known. */
const SEEDS = Number(process.env.HOMEROOM_SEEDS ?? 0)
const seeds = Array.from({ length: Math.max(SEEDS, 1) }, (_, index) => 1 + index)

const ROOMS = Array.from({ length: 8 }, (_, index) => `class-${index}`)
const NAMES = ['Ada', 'second', 'third']
const STOCK = 'stock'
const ACT_MS = 100
/** So long somebody may be away for others, in ms, beside what the machine takes for a move. */
const AWAY_MS = 3_000

type Joined = ReturnType<typeof clientRoom>
type Class = ReturnType<typeof startClass>

/** How long those whom somebody misses have been away at most; `missed` names them as it is now. */
const watchAway = (missed: () => readonly string[]) => {
  const sinceMsByName = new Map<string, number>()
  let longestMs = 0
  const look = () => {
    const nowMs = performance.now()
    const names = new Set(missed())
    for (const [name, sinceMs] of sinceMsByName) {
      longestMs = Math.max(longestMs, nowMs - sinceMs)
      if (!names.has(name)) sinceMsByName.delete(name)
    }
    for (const name of names) if (!sinceMsByName.has(name)) sinceMsByName.set(name, nowMs)
  }
  return { look, longestMs: () => longestMs }
}

/** What one of our clients hears of the others, and for how long it has missed one while it was connected itself. */
const watchFrom = ({ room, person }: Joined) => {
  const others = [...NAMES, STOCK].filter((name) => name !== room.self.get().name)
  const isHere = (name: string) => (person(name)?.status ?? 'reconnecting') !== 'reconnecting'
  const away = watchAway(() =>
    room.status.get().state === 'connected' ? others.filter((name) => !isHere(name)) : [],
  )
  const newsByName = new Map<string, string[]>(others.map((name) => [name, []]))
  room.people.listen(({ type, person: { name } }) => newsByName.get(name ?? '')?.push(type))
  room.people.subscribe(away.look)
  room.status.subscribe(away.look)
  return { ...away, newsByName }
}

/** For how long a stock client has missed one of the others while it was connected itself. */
const watchFromStock = ({ provider, awareness }: ReturnType<typeof stockClient>, own: readonly Joined[]) => {
  const away = watchAway(() =>
    provider.synced
      ? own.flatMap(({ doc, room }) =>
          awareness.getStates().has(doc.clientID) ? [] : [`${room.self.get().name}`],
        )
      : [],
  )
  awareness.on('change', away.look)
  provider.on('sync', away.look)
  return away
}

/** A class whose own clients write and move, with a stock client among them. */
const startClass = (wsUrl: string, id: string) => {
  const own = NAMES.map((name) => clientRoom(wsUrl, id, { presence: { name } }))
  const stock = stockClient(wsUrl, id, { state: { name: STOCK } })
  let written = 0
  const act = () => {
    for (const { room, text } of own) {
      text.insert(0, '.')
      written += 1
      room.self.set({ x: written, y: 0 })
    }
  }
  return { own, stock, act, written: () => written }
}

const areAllThere = ({ room }: Joined, people: number) => {
  const here = room.people.get().filter(({ status }) => status !== 'reconnecting')
  return here.length === people
}

/** How long it takes at most until a move of everybody is seen by somebody else, where nothing else happens. */
const quietMs = async (classes: readonly Class[]): Promise<number> => {
  let longestMs = 0
  for (let move = 1; move <= 10; move++) {
    const beganMs = performance.now()
    for (const { own } of classes) for (const { self } of own) self.set({ x: -move, y: 0 })
    const isSeen = ({ person, self }: Joined) =>
      NAMES.every((name) => name === self.get().name || person(name)?.x === -move)
    await until(() => classes.every(({ own }) => own.every(isSeen)), 'all have moved')
    longestMs = Math.max(longestMs, performance.now() - beganMs)
  }
  return longestMs
}

/** Three relays behind nginx, and a class in each room, of whom all are there. */
const setUp = async () => {
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
      30_000,
    )
  await allThere(NAMES.length + 1)
  const roll = async (index: number) => {
    const relay = relays[index] as (typeof relays)[number]
    relay.kill('SIGTERM')
    await until(() => !relay.isRunning(), 'the relay has ended', 30_000)
    relays[index] = await run('--port', new URL(relay.url).port)
    await until(async () => (await fetch(`${relay.url}/readyz`)).status === 200)
  }
  const spanning = async () => {
    const shared = await Promise.all(urls.map((url) => metricOf(url, 'homeroom_bus_shared_rooms')))
    return shared.reduce((sum, rooms) => sum + rooms, 0)
  }
  return { wsUrl: proxy.wsUrl, classes, allThere, roll, spanning }
}

test.for(seeds)(
  '[N14][LI3] a roll of all relays under load: whoever is away is back, nobody leaves, nothing is lost, each room is on one relay again (seed %i)',
  { timeout: 240_000 },
  async (seed) => {
    const random = randomFrom(seed)
    const { wsUrl, classes, allThere, roll, spanning } = await setUp()
    const quiet = await quietMs(classes)
    const ours = classes.flatMap(({ own }) => own.map(watchFrom))
    const stocks = classes.map(({ stock, own }) => watchFromStock(stock, own))
    const longest = (watches: readonly { longestMs: () => number }[]) =>
      Math.round(Math.max(...watches.map(({ longestMs }) => longestMs())))
    const acting = setInterval(() => {
      for (const { act } of classes) act()
    }, ACT_MS)
    const awayMs: number[] = []
    try {
      const first = random.below(3)
      for (const step of [0, 1, 2]) await roll((first + step) % 3)
      // Those who come now come to the relay that nginx has for the room, wherever the others are.
      for (const id of ROOMS) stockClient(wsUrl, id, { state: { name: 'late' } })
      await allThere(NAMES.length + 2)
      awayMs.push(longest(ours), longest(stocks))
      await until(async () => (await spanning()) === 0, 'each room is on one', 90_000)
      await allThere(NAMES.length + 2)
      awayMs.push(longest(ours), longest(stocks))
    } finally {
      clearInterval(acting)
    }

    for (const { own, stock, written } of classes) {
      for (const { room } of own) expect(room.status.get().state).toBe('connected')
      for (const { text } of [...own, stock])
        await until(() => text.length === written(), 'all that was written is there')
    }
    for (const { newsByName } of ours)
      for (const news of newsByName.values())
        expect(news).toEqual(news.map((_, index) => (index % 2 === 0 ? 'lost' : 'back')))
    console.info(
      `away for our clients and for stock ones, in ms: ${awayMs.slice(0, 2)} in the roll, ${awayMs.slice(2)} with the healing; ` +
        `a move takes ${Math.round(quiet)} at most (seed ${seed})`,
    )
    if (SEEDS > 0) expect(Math.max(...awayMs) - quiet).toBeLessThanOrEqual(AWAY_MS)
  },
)
