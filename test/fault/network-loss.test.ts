import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import type { PersonEvent } from '../../client/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { randomFrom, someSeed } from '../support/random.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** For so long everyone moves and writes, and so often. */
const BUSY_MS = 10_000
const STEP_MS = 50

/** A packet is sent again after 200 ms at the earliest (RFC 6298 says a second, Linux does it sooner), then twice that. */
const LOSS = { percent: 3, leastMs: 200, mostMs: 800 }

const seed = someSeed()

/** What a test needs of a client, whoever made it. */
interface Pupil {
  readonly doc: Y.Doc
  move(x: number): void
  /** Where it sees each of the others, and itself. */
  places(): Map<number, unknown>
  /** Who was lost or has left in its eyes. */
  missed(): unknown[]
}

const ownPupil = (wsUrl: string, name: string): Pupil => {
  const client = clientRoom(wsUrl, 'lesson', { presence: { name, x: 0, y: 0 } })
  const missed: PersonEvent['type'][] = []
  client.people.listen(({ type }) => type !== 'joined' && missed.push(type))
  return {
    doc: client.doc,
    move: (x) => client.self.set({ x }),
    places: () => new Map(client.people.get().map(({ clientIds: [id = 0], x }) => [id, x])),
    missed: () => missed,
  }
}

const stockPupil = (wsUrl: string, version: StockVersion): Pupil => {
  const { doc, awareness } = stockClient(wsUrl, 'lesson', { version, state: { name: version, x: 0, y: 0 } })
  const events = presenceEvents(awareness)
  return {
    doc,
    move: (x) => awareness.setLocalStateField('x', x),
    places: () => new Map([...awareness.getStates()].map(([id, { x }]) => [id, x])),
    missed: () => events.filter(({ kind }) => kind === 'removed'),
  }
}

test(`[PR7][LI1][CL3][CW6] a network that loses ${LOSS.percent} % of the packets both ways loses nobody and nothing (seed ${seed})`, async () => {
  const { url } = await startRelay()
  const random = randomFrom(seed)
  const lines = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      startFaultProxy(url, { loss: { ...LOSS, random: randomFrom(seed + n) } }),
    ),
  )
  const versions = Object.keys(STOCK_VERSIONS) as StockVersion[]
  const pupils = lines.map(({ wsUrl }, n) => {
    const version = versions[n]
    return version === undefined ? ownPupil(wsUrl, `own ${n}`) : stockPupil(wsUrl, version)
  })
  await until(() => pupils.every(({ places }) => places().size === lines.length), 'everyone is there')

  const endMs = performance.now() + BUSY_MS
  const written = pupils.map(() => 0)
  const placed = new Map<number, number>()
  for (let step = 1; performance.now() < endMs; step++) {
    for (const [n, { doc, move }] of pupils.entries()) {
      const x = step / 10_000 + n / 10
      move(x)
      placed.set(doc.clientID, x)
      if (random.below(4) > 0) continue
      const text = doc.getText('text')
      text.insert(random.below(text.length + 1), `${n}`)
      written[n] = (written[n] ?? 0) + 1
    }
    const nextMs = performance.now() + STEP_MS
    await until(() => performance.now() >= nextMs)
  }

  const lastMs = performance.now()
  const texts = () => pupils.map(({ doc }) => doc.getText('text').toString())
  const length = written.reduce((sum, count) => sum + count)
  await until(() => texts().every((text) => text.length === length), 'all documents are whole', 30_000)
  expect(new Set(texts()).size).toBe(1)
  for (const [n, count] of written.entries()) expect(texts()[0]?.split(`${n}`)).toHaveLength(count + 1)
  const isAt = (id: number, x: unknown) => Math.abs(Number(x) - (placed.get(id) ?? Number.NaN)) < 1e-4
  const isRight = ({ places }: Pupil) =>
    places().size === placed.size && [...places()].every(([id, x]) => isAt(id, x))
  await until(() => pupils.every(isRight), 'everyone is seen where they are', 30_000)
  const losses = lines.reduce((sum, line) => sum + line.losses(), 0)
  console.log(
    `loss: ${length} edits, ${losses} losses; all equal ${Math.round(performance.now() - lastMs)} ms after the last`,
  )

  expect(losses).toBeGreaterThan(20)
  expect(pupils.flatMap(({ missed }) => missed())).toEqual([])
  expect(lines.map(({ accepted }) => accepted())).toEqual(lines.map(() => 1))
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
}, 100_000)
