import { expect, test } from 'vitest'
import { LinkedNodes } from '../../support/linked-nodes.ts'
import type { Person } from '../../support/node-person.ts'

const NAMES = ['a', 'b', 'c'] as const
const STEP_MS = 100
const MOST_ABSENT_MS = 3_000

/** A lesson on three nodes, whose people come back to the node that a proxy gives them. */
class Lesson {
  readonly nodes = new LinkedNodes(1)
  readonly people = new Map<number, Person>()
  /** How often somebody came back. */
  returns = 0
  /** The longest that somebody was missing for the people of a node, in ms. */
  absentMs = 0
  readonly #missingMs = new Map<string, number>()
  readonly #proxy: (clientId: number, returns: number) => string

  constructor(proxy: (clientId: number, returns: number) => string) {
    this.#proxy = proxy
    for (const name of NAMES) this.nodes.start(name, 0, { heals: true })
  }

  join(name: string, clientId: number): void {
    const person = this.nodes.join(name, clientId)
    person.announce({ x: clientId })
    this.people.set(clientId, person)
  }

  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      await this.nodes.pass(STEP_MS)
      for (const [clientId, { closed }] of this.people)
        if (closed !== null) this.join(this.#proxy(clientId, this.returns++), clientId)
      this.#look()
    }
  }

  get places(): Record<string, number> {
    const rooms = NAMES.map((name) => [name, this.nodes.node(name).room.participants.size] as const)
    return Object.fromEntries(rooms.filter(([, people]) => people > 0))
  }

  async given(name: string, state: string): Promise<number> {
    const metric = this.nodes.node(name).metrics.registry.getSingleMetric('homeroom_node_healings_total')
    const { values } = (await metric?.get()) ?? { values: [] }
    return values.find(({ labels }) => labels.state === state)?.value ?? 0
  }

  #look(): void {
    for (const name of NAMES)
      for (const clientId of this.people.keys()) {
        const key = `${name} ${clientId}`
        const isThere = this.nodes.node(name).room.presence.get(clientId) !== undefined
        this.#missingMs.set(key, isThere ? 0 : (this.#missingMs.get(key) ?? 0) + STEP_MS)
        this.absentMs = Math.max(this.absentMs, this.#missingMs.get(key) ?? 0)
      }
  }
}

for (const target of NAMES)
  test(`[N14] a room on three nodes comes back to ${target}, where the proxy sends it, and nothing is lost`, async () => {
    const lesson = new Lesson(() => target)
    await lesson.pass(2_000)
    for (let clientId = 1; clientId <= 12; clientId++)
      lesson.join(clientId < 3 ? 'a' : clientId < 6 ? 'b' : 'c', clientId)
    lesson.people.get(1)?.write('Ada ')
    await lesson.pass(30_000)
    lesson.people.get(12)?.write('was here ')
    await lesson.pass(90_000)
    expect(lesson.places).toEqual({ [target]: 12 })
    expect(lesson.absentMs).toBeLessThan(MOST_ABSENT_MS)
    const texts = NAMES.map((name) => lesson.nodes.node(name).text)
    expect(new Set(texts).size).toBe(1)
    expect([...(texts[0] ?? '')].sort()).toEqual([...'Ada was here '].sort())
    const { returns } = lesson
    await lesson.pass(600_000)
    expect(lesson.returns).toBe(returns)
  })

test('[N14] behind a proxy that keeps everybody where they are, each node gives up after three tries', async () => {
  const lesson = new Lesson((clientId) => NAMES[clientId % 3] ?? 'a')
  await lesson.pass(2_000)
  for (let clientId = 1; clientId <= 9; clientId++) lesson.join(NAMES[clientId % 3] ?? 'a', clientId)
  await lesson.pass(600_000)
  expect(lesson.returns).toBe(3 * 9)
  expect(lesson.absentMs).toBeLessThan(MOST_ABSENT_MS)
  for (const name of NAMES) {
    expect(await lesson.given(name, 'begun')).toBe(3)
    expect(await lesson.given(name, 'given-up')).toBe(1)
  }
})

test('[N14] after a node has come or gone it is tried again', async () => {
  const lesson = new Lesson((clientId) => NAMES[clientId % 3] ?? 'a')
  await lesson.pass(2_000)
  for (let clientId = 1; clientId <= 9; clientId++) lesson.join(NAMES[clientId % 3] ?? 'a', clientId)
  await lesson.pass(600_000)
  const { returns } = lesson
  lesson.nodes.start('d')
  await lesson.pass(600_000)
  expect(lesson.returns).toBe(2 * returns)
})

test('[N14] nobody is sent away while the store does not take what is written', async () => {
  const lesson = new Lesson(() => 'b')
  await lesson.pass(2_000)
  lesson.join('a', 1)
  for (const clientId of [2, 3]) lesson.join('b', clientId)
  lesson.nodes.node('a').stored.appended = 1
  await lesson.pass(19_000)
  expect(lesson.returns).toBe(0)
  lesson.nodes.node('a').stored.stored = 1
  await lesson.pass(1_000)
  expect(lesson.places).toEqual({ b: 3 })
})

test('[N14] a room with over 400 people stays on several nodes', async () => {
  const lesson = new Lesson(() => 'b')
  await lesson.pass(2_000)
  for (let clientId = 1; clientId <= 401; clientId++) lesson.join(clientId < 3 ? 'a' : 'b', clientId)
  await lesson.pass(30_000)
  expect(lesson.returns).toBe(0)
  lesson.people.get(401)?.leave()
  lesson.people.delete(401)
  await lesson.pass(30_000)
  expect(lesson.places).toEqual({ b: 400 })
})
