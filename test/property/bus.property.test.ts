import { describe, expect, test } from 'vitest'
import type { RoomId } from '../../shared/index.ts'
import { BusNodes, statesOf, TinyRoom } from '../support/bus-nodes.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'

const ROUNDS = 60

/** After this all that is wrong has been found out: a cycle of beats, a question, and another one where that was lost. */
const HEALED_MS = 20_000

interface Lesson {
  readonly nodes: BusNodes
  readonly names: readonly string[]
  readonly rooms: Map<string, TinyRoom>
  readonly random: Random
}

/** Something that befalls the nodes: small things often, others rarely. */
const befall = ({ nodes, names, rooms, random }: Lesson): void => {
  const name = random.pick(names)
  const chance = random.below(100)
  if (chance < 5) nodes.freeze(name)
  else if (chance < 12) nodes.wake(name)
  else if (chance < 16) nodes.bus.cut(name)
  else if (chance < 24) nodes.bus.mend(name)
  else if (chance < 27) nodes.bus.split(names.slice(0, 1 + random.below(names.length)), names.slice(-1))
  else if (chance < 32) nodes.bus.split()
  else if (chance < 36) {
    rooms.get(name)?.channel.close()
    rooms.delete(name)
  } else if (chance < 46 && !rooms.has(name))
    rooms.set(name, new TinyRoom(nodes.node(name), 'lesson' as RoomId))
  else if (chance < 50)
    nodes.bus.faults = {
      ...{ loss: random.below(30) / 100, repeat: random.below(20) / 100 },
      ...{ delayMs: random.below(1_500), isOrdered: random.below(2) === 0 },
    }
}

const run = async (seed: number, count: number): Promise<Lesson> => {
  const names = Array.from({ length: count }, (_, index) => `n${index}`)
  const random = randomFrom(seed)
  const nodes = new BusNodes(fakeClock(), seed, names)
  const rooms = new Map(names.map((name) => [name, new TinyRoom(nodes.node(name), 'lesson' as RoomId)]))
  const still = new Set<string>()
  const lesson = { nodes, names, rooms, random }
  const freeze = nodes.freeze.bind(nodes)
  nodes.freeze = (name) => {
    still.add(name)
    freeze(name)
  }
  const wake = nodes.wake.bind(nodes)
  nodes.wake = (name) => {
    still.delete(name)
    wake(name)
  }
  await nodes.pass(1_000)
  for (let round = 0; round < ROUNDS; round++) {
    befall(lesson)
    for (const [name, room] of rooms) {
      // A process that stands still says nothing.
      if (still.has(name)) continue
      for (let left = random.below(4); left > 0; left--) {
        if (random.below(2) === 0) room.say()
        else room.move(random)
      }
    }
    await nodes.pass(random.pick([50, 250, 250, 1_000, 1_000, 3_000, 7_000]))
  }
  still.clear()
  nodes.heal()
  await nodes.pass(HEALED_MS)
  return lesson
}

const seeds = process.env.HOMEROOM_SEED === undefined ? [1, 2, 3, 4, 5, 6, 7, someSeed()] : [someSeed()]

describe.each([3, 5])('%d nodes', (count) => {
  test.each(seeds)(
    '[NB4][NB5][NB6][NB8] whatever befalls them, in the end each knows what all others have (seed %d)',
    async (seed) => {
      const { nodes, rooms } = await run(seed, count)
      for (const [name, room] of rooms) {
        expect([name, room.wrong]).toEqual([name, []])
        expect([name, [...room.lacking]]).toEqual([name, []])
        const others = [...rooms].filter(([other]) => other !== name)
        expect([name, [...room.channel.others].sort()]).toEqual([
          name,
          others.map(([other]) => nodes.node(other).id).sort(),
        ])
        for (const [other, { own }] of others) {
          const known = room.known.get(nodes.node(other).id)
          expect([name, other, known?.said]).toEqual([name, other, own.said])
          expect([name, other, known && statesOf(known)]).toEqual([name, other, statesOf(own)])
        }
      }
    },
  )
})
