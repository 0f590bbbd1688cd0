/**
 * A crowd in front of one room: people who wait, a host who looks, and lets all of them in. Prints what it costs the relay.
 *
 * Run: node bench/waiting.ts [--people 10000]
 */
import { countIn, readFlags } from './flags.ts'
import { startRelay } from './relay-process.ts'

const flags = readFlags(import.meta.url, { people: { type: 'string', default: '10000' } })
const PEOPLE = countIn('people', flags.people)

const AT_ONCE = 20
/** The relay takes so many ids at once. */
const MOST_IDS = 400
const MIB = 1024 * 1024
const SECRET = 'a-secret-of-the-bench-that-is-long-enough'

const relay = await startRelay('homeroom-waiting.ts', [SECRET, `${PEOPLE}`])
const api = `http://127.0.0.1:${relay.port}/api`
const headers = { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' }

const ask = async (path: string, body?: object): Promise<Response> => {
  const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
  // A connection that has been quiet may be closed as it is used again: a page would ask once more, too.
  const answer = await fetch(`${api}${path}`, init).catch(() => fetch(`${api}${path}`, init))
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

/** Does something for each, some at a time. */
const forEach = async <Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> => {
  const left = items.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await act(item)
    }),
  )
}

const measured = async (what: string, act: () => Promise<void>): Promise<void> => {
  const [cpu, sinceMs] = [relay.cpuSeconds, performance.now()]
  await act()
  const seconds = (performance.now() - sinceMs) / 1_000
  const heap = (await relay.collectGarbage()) / MIB
  const rss = relay.rssBytes / MIB
  console.log(
    `${what}: ${seconds.toFixed(1)} s, ${(relay.cpuSeconds - cpu).toFixed(1)} s of cpu; heap ${heap.toFixed(1)} MiB, rss ${rss.toFixed(0)} MiB`,
  )
}

const numbers = Array.from({ length: PEOPLE }, (_, index) => index)
const seats: string[] = []
const { code } = await (await ask('/rooms/lesson/links', { role: 'attendee', waits: true })).json()

const come = async (number: number): Promise<void> => {
  const seat = seats[number]
  const answer = await ask('/join', { code, name: `Person ${number}`, ...(seat !== undefined && { seat }) })
  seats[number] = (await answer.json()).seat
}

try {
  await measured('nobody', async () => undefined)
  await measured(`${PEOPLE} begin to wait`, () => forEach(numbers, come))
  await measured('each asks again', () => forEach(numbers, come))
  let ids: string[] = []
  await measured('a host looks', async () => {
    const { waiting } = await (await ask('/rooms/lesson/waiting')).json()
    ids = waiting.map(({ id }: { id: string }) => id)
  })
  await measured('nothing for 10 s', () => new Promise((resolve) => setTimeout(resolve, 10_000)))
  await measured(`${ids.length} are let in`, async () => {
    for (let from = 0; from < ids.length; from += MOST_IDS)
      await ask('/rooms/lesson/admit', { ids: ids.slice(from, from + MOST_IDS) })
  })
  await measured('each comes in', () => forEach(numbers, come))
} finally {
  await relay.stop()
}
