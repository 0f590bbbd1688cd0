// Whatever throws inside a relay, and whenever: once it has stopped, every room has what its people have, and nobody who is gone.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, type Store } from '../../server/index.ts'
import { randomFrom, someSeed } from '../support/random.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'
import { compactWallClient, stockWallClient, type WallClient } from '../support/wall-clients.ts'
import { armedMethods } from '../support/wall-doors.ts'

const SEED = someSeed()
const ROUNDS = 30
const ACTS = 30
const ROOMS = ['one', 'two', 'three'] as const
const MOST_IN_A_ROOM = 6

/** What is written in a room, by the store. */
const storedText = async (store: Store, room: string): Promise<string> => {
  const { updates } = await store.open(room)
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

const faultsFor = (client: WallClient, people: readonly WallClient[], stored: string): string[] => {
  const { clientId: self, kind } = client
  const faults = client.text === stored ? [] : [`the ${kind} client ${self} has another document`]
  for (const { clientId, state } of people) {
    const seen = JSON.stringify(client.people.get(clientId))
    if (seen !== JSON.stringify(state))
      faults.push(`the ${kind} client ${self} sees ${seen} of ${clientId}, not ${JSON.stringify(state)}`)
  }
  for (const clientId of client.people.keys())
    if (people.every((other) => other.clientId !== clientId))
      faults.push(`the ${kind} client ${self} sees the ghost ${clientId}`)
  return faults
}

/** People in rooms, and what they do. */
const setUp = async (random: ReturnType<typeof randomFrom>) => {
  // It is asked what it holds as if that outlived the process.
  const store: Store = { ...memoryStore(), durability: 'normal' }
  const { url, wsUrl } = await startRelay({ store, idleMs: 500 })
  const falselySaved: string[] = []
  const peopleByRoom = new Map<string, WallClient[]>()
  let count = 0

  const peopleOf = (room: string): WallClient[] => peopleByRoom.get(room) ?? []
  const join = (room: string) => {
    const people = peopleOf(room)
    if (people.length >= MOST_IN_A_ROOM) return
    const onSaved = async (words: readonly string[]) => {
      const text = await storedText(store, room)
      falselySaved.push(...words.filter((word) => !text.includes(word)))
    }
    people.push(count++ % 2 === 0 ? stockWallClient(wsUrl, room) : compactWallClient(wsUrl, room, onSaved))
    peopleByRoom.set(room, people)
  }
  const acts: ((client: WallClient, room: string) => void)[] = [
    (client) => client.write(`<${++count}>`),
    (client) => client.write(`<${++count}>`),
    (client) => client.say({ n: ++count }),
    (client) => client.say({ n: ++count, x: random.below(100), y: random.below(100) }),
    (client) => client.signal(),
    (client) => client.cut(),
    (_client, room) => join(room),
    (client, room) => {
      const people = peopleOf(room)
      // Nobody takes along what only they have.
      if (people.length <= 2 || !isSettled(room)) return
      people.splice(people.indexOf(client), 1)
      client.leave()
    },
  ]
  const isSettled = (room: string) => peopleOf(room).every(({ text }) => text === peopleOf(room)[0]?.text)

  const act = () => {
    const room = random.pick(ROOMS)
    random.pick(acts)(random.pick(peopleOf(room)), room)
  }

  /** What is not as it should be in a room, in words. */
  const faultsOf = async (room: string): Promise<string[]> => {
    const people = peopleOf(room)
    const stored = await storedText(store, room)
    const answer = await fetch(`${url}/api/rooms/${room}/presence`)
    const { entries } = (await answer.json()) as { readonly entries: readonly unknown[] }
    const count =
      entries.length === people.length ? [] : [`${entries.length} entries of ${people.length} people`]
    return [...count, ...people.flatMap((client) => faultsFor(client, people, stored))]
  }

  /** Everybody does something once more, and then knows everything. */
  const converge = async (room: string) => {
    for (const client of peopleOf(room)) {
      client.write(`<${++count}>`)
      client.say({ n: ++count })
    }
    const words = peopleOf(room).map(({ text }) => text.slice(0, text.indexOf('>') + 1))
    let faults: readonly string[] = []
    const isRight = async () => {
      faults = await faultsOf(room)
      return faults.length === 0
    }
    await until(isRight).catch(() => expect.fail(`in room ${room}: ${faults.join('; ')}`))
    const stored = await storedText(store, room)
    expect(words.filter((word) => !stored.includes(word))).toEqual([])
  }

  for (const room of ROOMS) for (let i = 0; i < 4; i++) join(room)
  return { url, act, converge, falselySaved }
}

test(`[WA2][WA4][PR6][SV4] whatever throws, and whenever, every room converges (seed ${SEED})`, {
  timeout: 120_000,
}, async () => {
  const random = randomFrom(SEED)
  const { url, act, converge, falselySaved } = await setUp(random)
  await Promise.all(ROOMS.map(converge))
  const { count, arm, disarm, thrown } = armedMethods()
  for (let round = 0; round < ROUNDS; round++) {
    const before = thrown.length
    for (let i = 0; i < ACTS; i++) {
      if (random.below(2) === 0) arm(random.below(count), random.pick(['before', 'after']))
      act()
      await new Promise((resolve) => (random.below(3) === 0 ? setTimeout(resolve, 5) : setImmediate(resolve)))
    }
    disarm()
    try {
      await Promise.all(ROOMS.map(converge))
    } catch (error) {
      throw new Error(`after these: ${thrown.slice(before).join(', ')}`, { cause: error })
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(falselySaved).toEqual([])
  }
  expect(thrown.length).toBeGreaterThan(ROUNDS)
  expect(await metricOf(url, 'homeroom_failures_total')).toBeGreaterThan(ROUNDS)
})
