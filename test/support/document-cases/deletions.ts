import * as Y from 'yjs'
import type { Random } from '../random.ts'
import { anyOf, type Deletions, embed, type Section, text, type, updateOf } from '../yjs-bytes.ts'
import { clientsOf, consistent, type Family, shuffled, times } from './case.ts'

type Ranges = [clock: number, length: number][]

/** Runs of deletions over what has `length` clocks. */
const RANGES: readonly ((length: number, random: Random) => Ranges)[] = [
  (length) => [[0, length]],
  (length) => times(length, (clock) => [clock, 1]),
  (length, random) =>
    shuffled(
      times(length, (clock) => [clock, 1]),
      random,
    ),
  (length) => times(Math.ceil(length / 2), (index) => [index * 2, 1]),
  (length, random) =>
    times(Math.ceil(length / 2), () => {
      const clock = random.below(length)
      return [clock, 1 + random.below(length - clock)]
    }),
  // The last waits for what nobody writes.
  (length) => [[Math.floor(length / 2), length]],
]

/** What one client has written, of so many clocks: in one struct or in as many as there are clocks. */
const WRITTEN: readonly ((client: number, length: number) => Section)[] = [
  (client, length) => ({ client, structs: [text('x'.repeat(length))] }),
  (client, length) => ({
    client,
    structs: times(length, (index) => embed('1', index === 0 ? {} : { origin: [client, index - 1] })),
  }),
  (client, length) => ({
    client,
    structs: times(length, (index) => text('x', index === 0 ? {} : { origin: [client, index - 1] })),
  }),
  (client, length) => ({ client, structs: [anyOf(times(length, (index) => index))] }),
]

/** In one update or two, the deletions first or last. */
const inOrder = (
  random: Random,
  sections: readonly Section[],
  deletions: readonly Deletions[],
): Uint8Array[] => {
  switch (random.below(3)) {
    case 0:
      return [updateOf(sections, deletions)]
    case 1:
      return [updateOf([], deletions), updateOf(sections)]
    default:
      return [updateOf(sections), updateOf([], deletions)]
  }
}

export const deletions: Record<string, Family> = {
  'a delete set over what one client has written': (random, size) => {
    const client = 1 + random.below(5)
    const section = random.pick(WRITTEN)(client, size)
    return consistent(inOrder(random, [section], [{ client, ranges: random.pick(RANGES)(size, random) }]))
  },

  'a delete set of many clients, known and unknown': (random, size) => {
    const clients = clientsOf(size, random)
    const sections = clients.map((client) => ({ client, structs: [text('ab')] }))
    const ranges: Ranges = [[random.below(2), 1]]
    return consistent(
      inOrder(
        random,
        sections.filter(() => random.below(4) > 0),
        shuffled(clients, random).map((client) => ({ client, ranges })),
      ),
    )
  },

  'a delete set that comes again and again': (random, size) => {
    const section = random.pick(WRITTEN)(1, size)
    const again = times(random.pick([3, 20]), () =>
      updateOf([], [{ client: 1, ranges: random.pick(RANGES)(size, random) }]),
    )
    return consistent(updateOf([section]), again)
  },

  'a type with many children that is deleted': (random, size) => {
    const children = times(size, (index) => {
      const place = index === 0 ? { parent: [1, 0] as const } : ({ origin: [2, index - 1] as const } as const)
      return random.pick([embed('1', place), type(random.below(3), place)])
    })
    const deletion = { client: 1, ranges: [[0, 1]] as Ranges }
    return consistent(
      inOrder(
        random,
        [
          { client: 2, structs: children },
          { client: 1, structs: [type(0, { parent: 'list' })] },
        ],
        [deletion],
      ),
      // One child more, of what is gone.
      updateOf([{ client: 3, structs: [embed('2', { parent: [1, 0] })] }]),
    )
  },

  'types nested deep that are deleted': (random, size) => {
    const depth = Math.min(size, 1_500)
    const kind = random.below(4)
    const structs = times(depth, (level) =>
      type(kind, {
        parent: level === 0 ? 'root' : [1, level - 1],
        ...(kind === 1 && level > 0 && { key: 'k' }),
      }),
    )
    const from = random.below(depth)
    return consistent(
      inOrder(random, [{ client: 1, structs }], [{ client: 1, ranges: [[from, 1 + random.below(3)]] }]),
    )
  },

  'many keys of a map, set and deleted': (random, size) => {
    const doc = new Y.Doc({ gc: random.below(2) === 0 })
    const updates: Uint8Array[] = []
    const map = doc.getMap('map')
    doc.transact(() => {
      for (let index = 0; index < size; index++) map.set(`key ${index % 1_000}`, new Y.Map([['deep', index]]))
    })
    updates.push(Y.encodeStateAsUpdate(doc))
    const before = Y.encodeStateVector(doc)
    doc.transact(() => map.clear())
    updates.push(Y.encodeStateAsUpdate(doc, before))
    return consistent(shuffled(updates, random))
  },
}
