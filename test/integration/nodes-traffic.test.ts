import { expect, test } from 'vitest'
import { memoryStore, systemClock } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { LinkedNodes } from '../support/linked-nodes.ts'
import { MemoryBus } from '../support/memory-bus.ts'
import { randomFrom } from '../support/random.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const SECONDS = 3

/** What nodes say in a lecture on the bus, while so many people on each move so often within each tick of 33 ms. */
const lecture = async (names: readonly string[], { people, moves }: { people: number; moves: number }) => {
  const nodes = new LinkedNodes(1, ...names)
  await nodes.pass(2_000)
  const all = names.flatMap((name, node) =>
    Array.from({ length: people }, (_, index) => nodes.join(name, 1_000 * node + index + 1)),
  )
  for (const person of all) person.announce({ x: 0, y: 0 })
  await nodes.pass(500)
  const saidBefore = nodes.bus.published.get('room:lesson') ?? 0
  for (let tick = 0; tick < SECONDS * 30; tick++) {
    for (let move = 0; move < moves; move++) {
      for (const person of all) person.set({ x: tick / 100, y: move / 100 })
      nodes.time.advance(33 / moves)
    }
  }
  await nodes.pass(500)
  const [first] = names
  const known = nodes.node(first ?? '').people
  expect(Object.keys(known)).toHaveLength(all.length)
  for (const name of names) expect(nodes.node(name).people).toEqual(known)
  return (nodes.bus.published.get('room:lesson') ?? 0) - saidBefore
}

test('[N3] bus messages in a lecture grow with ticks and nodes, not with moves or people', async () => {
  const ofTwo = await lecture(['a', 'b'], { people: 2, moves: 1 })
  expect(ofTwo).toBeGreaterThan(2 * SECONDS * 20)
  expect(ofTwo).toBeLessThanOrEqual(2 * (SECONDS * 31 + 5))
  const ofMany = await lecture(['a', 'b'], { people: 40, moves: 3 })
  expect(ofMany).toBeLessThanOrEqual(1.1 * ofTwo)
  const ofThree = await lecture(['a', 'b', 'c'], { people: 2, moves: 1 })
  expect(ofThree / ofTwo).toBeCloseTo(3 / 2, 1)
})

test('[N1] 100 rooms that each live on one of two relays say nothing on the bus', async () => {
  const store = memoryStore()
  const bus = new MemoryBus(systemClock, randomFrom(1))
  onTestCleanup(() => store.close())
  const start = (name: string) => startRelay({ store: keptOpen(store), bus: bus.connect(name) })
  const relays = [await start('a'), await start('b')]
  const people = Array.from({ length: 200 }, (_, index) => {
    const room = index % 100
    const url = relays[room % 2]?.wsUrl ?? ''
    return clientRoom(url, `lesson-${room}`, { presence: { name: `${index}`, x: 0, y: 0 } })
  })
  const partnerOf = (index: number) => people[(index + 100) % 200]
  const areAll = (index: number, x: number) =>
    partnerOf(index)?.person(`${index}`)?.x === x && partnerOf(index)?.text.length === 2 * x
  await until(() => people.every((_, index) => areAll(index, 0)), 'all see each other', 30_000)
  const aboutRooms = () =>
    Object.fromEntries([...bus.published].filter(([channel]) => channel.startsWith('room:')))
  const said = aboutRooms()
  expect(bus.published.has('questions')).toBe(false)
  // One hello each, which nobody answered.
  expect(Object.values(said)).toEqual(Array.from({ length: 100 }, () => 1))
  for (let x = 1; x <= 5; x++) {
    for (const { self, text } of people) {
      self.set({ x })
      text.insert(0, '.')
    }
    await until(() => people.every((_, index) => areAll(index, x)), `all have move ${x}`, 30_000)
  }
  expect(aboutRooms()).toEqual(said)
  expect([...bus.published.keys()].filter((channel) => channel.startsWith('node:'))).toEqual([])
})
