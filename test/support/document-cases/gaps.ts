// Updates that come before what they build on.
import * as Y from 'yjs'
import type { Random } from '../random.ts'
import { updatesOf } from '../random-edits.ts'
import { type Deletions, embed, garbage, skip, text, updateOf } from '../yjs-bytes.ts'
import { clientsOf, consistent, type Family, inconsistent, shuffled, times } from './case.ts'

/** Letters of `client`, each an update that builds on the one before. */
const lettersOf = (client: number, count: number, first: readonly [number, number] | null): Uint8Array[] =>
  times(count, (clock) => {
    const origin = clock === 0 ? first : ([client, clock - 1] as const)
    return updateOf([{ client, clock, structs: [text('x', origin === null ? {} : { origin })] }])
  })

/** Orders in which nothing, or hardly anything, can be applied before the end. */
const ORDERS: readonly ((updates: readonly Uint8Array[], random: Random) => Uint8Array[])[] = [
  (updates) => updates.toReversed(),
  (updates) => [...updates.slice(1), ...updates.slice(0, 1)],
  (updates, random) => shuffled(updates, random),
  (updates, random) => {
    const middle = random.below(updates.length)
    return [...updates.slice(0, middle), ...updates.slice(middle + 1), ...updates.slice(middle, middle + 1)]
  },
]

/** Yjs merges what waits with each update that comes: with more of them, that takes it minutes. */
const UPDATES = 300

export const gaps: Record<string, Family> = {
  'letters that come in the wrong order': (random, size) =>
    consistent(random.pick(ORDERS)(lettersOf(5, Math.min(size, UPDATES), null), random)),

  'letters of two clients who wait for each other': (random, size) => {
    const count = Math.min(size, UPDATES) / 2
    const chain = times(count, (index) => [
      updateOf([
        {
          client: 5,
          clock: index,
          structs: [text('a', index === 0 ? {} : { origin: [6, index - 1] })],
        },
      ]),
      updateOf([{ client: 6, clock: index, structs: [text('b', { origin: [5, index] })] }]),
    ]).flat()
    return consistent(random.pick(ORDERS)(chain, random))
  },

  'a large update that waits for a letter': (random, size) => {
    const [first] = lettersOf(1, 1, null) as [Uint8Array]
    const structs = times(size, (index) =>
      random.pick([text, embed])('1', { origin: index === 0 ? [1, 0] : [9, index - 1] }),
    )
    const deletions: Deletions[] = [
      { client: 9, ranges: times(Math.floor(size / 3), (index) => [index * 3, 1]) },
      { client: 1, ranges: [[0, 1]] },
    ]
    return consistent(updateOf([{ client: 9, structs }], random.pick([deletions, []])), first)
  },

  'many clients who all wait for one letter': (random, size) => {
    const clients = clientsOf(size, random)
    const sections = clients.map((client) => ({ client, structs: [text('a', { origin: [1, 0] })] }))
    return consistent(updateOf(sections), updateOf([{ client: 1, structs: [text('x')] }]))
  },

  'many clients who each wait for another one': (random, size) => {
    const clients = clientsOf(size, random)
    const sections = clients.map((client, index) => ({
      client,
      structs: [text('a', { origin: [clients[index + 1] ?? 1, 0] })],
    }))
    return consistent(updateOf(shuffled(sections, random)), updateOf([{ client: 1, structs: [text('x')] }]))
  },

  'clients who wait for each other in a circle': (random, size) => {
    const clients = clientsOf(Math.max(2, size), random)
    const sections = clients.map((client, index) => ({
      client,
      structs: [text('a', { origin: [clients[(index + 1) % clients.length] as number, 0] })],
    }))
    return inconsistent(updateOf(sections), updateOf([{ client: 1, structs: [text('fine')] }]))
  },

  'what people have written, in the wrong order': (random, size) => {
    const updates = updatesOf(random, Math.min(size, UPDATES / 2), random.below(2) === 0)
    return consistent(random.pick(ORDERS)(updates, random))
  },

  'what people have written, merged with gaps': (random, size) => {
    const updates = shuffled(updatesOf(random, Math.min(size, UPDATES), true), random)
    const groups: Uint8Array[][] = [[], [], []]
    for (const update of updates) random.pick(groups).push(update)
    return consistent(groups.filter((group) => group.length > 0).map((group) => Y.mergeUpdates(group)))
  },

  'gaps in what one client has written': (_random, size) => {
    const structs = times(size, (index) =>
      index % 2 === 0 ? text('ab', index === 0 ? {} : { origin: [4, index * 2 - 1] }) : skip(2),
    )
    const filled = times(size, (index) => updateOf([{ client: 4, clock: index * 2, structs: [garbage(2)] }]))
    return inconsistent(
      updateOf([{ client: 4, structs }]),
      filled.filter((_, index) => index % 2 === 1).slice(0, UPDATES),
    )
  },
}
