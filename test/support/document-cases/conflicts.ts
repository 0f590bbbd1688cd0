// Insertions that Yjs has to compare with many others before they have their places.
import type { Random } from '../random.ts'
import { anyOf, embed, type ItemPlace, type Part, type Section, text, updateOf } from '../yjs-bytes.ts'
import { clientsOf, consistent, type Family, inconsistent, shuffled, times, together } from './case.ts'

/** Clients that each insert `perClient` things at the same place, every one in ignorance of all others. */
const atOnePlace = (random: Random, size: number, place: ItemPlace): Section[] => {
  const perClient = random.pick([1, 1, 5, Math.ceil(size / 3)])
  return clientsOf(Math.ceil(size / perClient), random).map((client) => ({
    client,
    structs: times(perClient, (index) => pick(random, index)(place)),
  }))
}

const pick = (random: Random, index: number): ((place: ItemPlace) => Part) =>
  random.pick([
    (place: ItemPlace) => text(random.pick(['a', 'bc', '😀']), place),
    (place: ItemPlace) => embed(`${index}`, place),
    (place: ItemPlace) => anyOf([index], place),
  ])

const base = (size: number): Section => ({ client: 1, structs: [text('x'.repeat(size + 2))] })

/** What clients have written in turns, each piece after the last one of another client. */
const inTurns = (size: number, clients: readonly number[], first: ItemPlace): Section[] =>
  clients.map((client, turn) => ({
    client,
    structs: times(Math.ceil(size / clients.length), (index) => {
      const before = turn === 0 ? index - 1 : index
      const origin = [clients.at(turn - 1) as number, before] as const
      return embed('1', index === 0 && turn === 0 ? first : { origin })
    }),
  }))

export const conflicts: Record<string, Family> = {
  /** Between two neighbours, or at the beginning of what is empty. */
  'many insertions at one place': (random, size) => {
    const at = random.below(size)
    const place = random.pick<ItemPlace>([{}, { origin: [1, at], rightOrigin: [1, at + 1] }])
    return consistent(updateOf([base(size)]), together(random, atOnePlace(random, size, place)))
  },

  /** With only one neighbour named, as Yjs writes it at the end and at the beginning. */
  'many insertions beside one place': (random, size) => {
    const place = random.pick<ItemPlace>([{ origin: [1, size + 1] }, { rightOrigin: [1, 0] }])
    return consistent(updateOf([base(size)]), together(random, atOnePlace(random, size, place)))
  },

  /** Each is to stand before another letter, and after nothing: all are compared with all that stand before. */
  'insertions that name only what is behind them': (random, size) => {
    const order = random.pick([times(size, (index) => index), times(size, (index) => size - 1 - index)])
    const structs = order.map((index) => text('a', { rightOrigin: [1, index] }))
    return inconsistent(together(random, [base(size), { client: random.pick([2, 7_000]), structs }]))
  },

  'insertions that name only what is before them': (random, size) => {
    const order = random.pick([
      times(size, (index) => index),
      shuffled(
        times(size, (index) => index),
        random,
      ),
    ])
    const structs = order.map((index) => text('a', { origin: [1, index] }))
    return inconsistent(together(random, [base(size), { client: random.pick([2, 7_000]), structs }]))
  },

  /** Typing backwards, from several sides. */
  'insertions each before the last one': (random, size) => {
    const sections = clientsOf(random.pick([1, 2, 10]), random).map((client) => ({
      client,
      structs: times(size, (index) => text('a', { rightOrigin: index === 0 ? [1, 0] : [client, index - 1] })),
    }))
    return consistent(updateOf([base(1)]), together(random, sections))
  },

  /** The text of one or two clients, which nobody has to compare, and then insertions at its beginning. */
  'insertions beside what others have written in turns': (random, size) => {
    const writers = random.pick([[2], [2, 3]])
    const chain = inTurns(size, writers, random.pick<ItemPlace>([{ origin: [1, 0] }, { parent: 'text' }]))
    const place = random.pick<ItemPlace>([{ origin: [1, 0] }, { origin: [1, 0], rightOrigin: [1, 1] }, {}])
    return inconsistent(updateOf([base(1)]), updateOf(chain), together(random, atOnePlace(random, 20, place)))
  },

  'a key of a map that two have set in turns, and then others': (random, size) => {
    const chain = inTurns(size, random.pick([[2], [2, 3]]), { parent: 'map', key: 'k' })
    const place = random.pick<ItemPlace>([{ parent: 'map', key: 'k' }, { origin: [2, 0] }])
    return inconsistent(updateOf(chain), together(random, atOnePlace(random, 20, place)))
  },

  'one key of a map, set by many': (random, size) => {
    const perClient = random.pick([1, 3, size])
    const sections = clientsOf(Math.ceil(size / perClient), random).map((client) => ({
      client,
      structs: times(perClient, (index) => {
        const place: ItemPlace = index === 0 ? { parent: 'map', key: 'k' } : { origin: [client, index - 1] }
        return random.pick([anyOf([index], place), embed('{}', place)])
      }),
    }))
    return consistent(together(random, sections))
  },

  'one key of a map, set again and again as if for the first time': (random, size) => {
    const sections = clientsOf(random.pick([1, 2]), random).map((client) => ({
      client,
      structs: times(size, (index) => anyOf([index], { parent: 'map', key: 'k' })),
    }))
    return inconsistent(together(random, sections))
  },

  /** A tree of insertions, each after or before any other. */
  'insertions between any two': (random, size) => {
    const clients = [1, ...clientsOf(random.pick([2, 10]), random)]
    const written = new Map(clients.map((client) => [client, 0]))
    const structs = new Map<number, Part[]>(clients.map((client) => [client, []]))
    const someId = (): readonly [number, number] => {
      const client = random.pick(clients.filter((one) => (written.get(one) ?? 0) > 0))
      return [client, random.below(written.get(client) ?? 0)]
    }
    const put = (client: number, part: Part, length: number) => {
      structs.get(client)?.push(part)
      written.set(client, (written.get(client) ?? 0) + length)
    }
    put(1, text('first'), 5)
    for (let count = 0; count < size; count++) {
      const client = random.pick(clients)
      const place = random.pick<ItemPlace>([
        { origin: someId() },
        { rightOrigin: someId() },
        { origin: someId(), rightOrigin: someId() },
      ])
      put(client, text('ab', place), 2)
    }
    const sections = clients.map((client) => ({ client, structs: structs.get(client) ?? [] }))
    return inconsistent(together(random, sections))
  },
}
