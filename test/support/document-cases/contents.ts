// Contents of every kind, and structs that refer to what they cannot stand in.
import * as Y from 'yjs'
import type { Random } from '../random.ts'
import { updatesOf } from '../random-edits.ts'
import {
  anyOf,
  binary,
  deleted,
  embed,
  format,
  garbage,
  type ItemPlace,
  jsonOf,
  type Part,
  skip,
  subdocument,
  text,
  type,
  updateOf,
} from '../yjs-bytes.ts'
import { clientsOf, consistent, type Family, inconsistent, times, together } from './case.ts'

const MOST = Number.MAX_SAFE_INTEGER

/** Text whose characters are two halves in memory. */
const PAIRS = '😀👩‍👧'

const VALUES = [1, 'x', { k: [1, { deep: true }] }, null, undefined, new Uint8Array(3), 1.5, true, [[], []]]

interface Written {
  readonly length: number
  readonly part: Part
}

/** A content of any kind, at some place. */
const someContent = (random: Random, place: ItemPlace): Written =>
  random.pick<() => Written>([
    () => ({ length: 7, part: text(PAIRS, place) }),
    () => ({ length: 3, part: text('abc', place) }),
    () => ({ length: 3, part: anyOf([random.pick(VALUES), random.pick(VALUES), 1], place) }),
    () => ({ length: 2, part: jsonOf(['{"a":[1]}', 'undefined'], place) }),
    () => ({ length: 1, part: binary(random.bytes(20), place) }),
    () => ({ length: 1, part: embed('{"image":"x"}', place) }),
    () => ({ length: 1, part: format('bold', random.pick(['true', 'null']), place) }),
    () => ({ length: 1, part: type(random.below(7), place) }),
    () => ({ length: 1, part: subdocument('guid', place) }),
    () => ({ length: 4, part: deleted(4, place) }),
    () => ({ length: 3, part: garbage(3) }),
    () => ({ length: 2, part: skip(2) }),
  ])()

/** Structs of clients that refer to any clock of any of them: inside of structs, in garbage, in gaps, to what is no type. */
const anywhere = (random: Random, size: number): Uint8Array[] => {
  const clients = clientsOf(random.pick([1, 3]), random)
  const written = new Map(clients.map((client) => [client, 0]))
  const updates: Uint8Array[] = []
  const idOf = (): readonly [number, number] => {
    const client = random.pick(clients)
    return [client, random.below(Math.max(1, written.get(client) ?? 1))]
  }
  for (let left = size; left > 0; ) {
    const client = random.pick(clients)
    const clock = written.get(client) ?? 0
    const structs: Part[] = []
    let length = 0
    for (let count = random.pick([1, 10, 300]); count > 0; count--) {
      const place = random.pick<() => ItemPlace>([
        () => ({ parent: 'text' }),
        () => ({ parent: 'map', key: random.pick(['k', 'l']) }),
        () => ({ origin: idOf() }),
        () => ({ rightOrigin: idOf() }),
        () => ({ origin: idOf(), rightOrigin: idOf() }),
        () => ({ parent: idOf() }),
        () => ({ parent: idOf(), key: 'k' }),
      ])()
      const content = someContent(random, place)
      structs.push(content.part)
      length += content.length
      left -= 1
    }
    written.set(client, clock + length)
    const ranges: [number, number][] = [[random.below(clock + length), 1 + random.below(5)]]
    updates.push(updateOf([{ client, clock, structs }], random.pick([[], [{ client, ranges }]])))
  }
  return updates
}

export const contents: Record<string, Family> = {
  'what people have written': (random, size) =>
    consistent(updatesOf(random, Math.min(size, 400), random.below(2) === 0)),

  'what people have written, in one update': (random, size) => {
    const updates = updatesOf(random, Math.min(size, 400), random.below(2) === 0)
    return consistent(Y.mergeUpdates(updates))
  },

  'structs of every content, anywhere': (random, size) => inconsistent(anywhere(random, size)),

  'characters cut in two': (random, size) => {
    const whole = PAIRS.repeat(Math.ceil(size / 7))
    const cuts = clientsOf(20, random).map((client) => ({
      client,
      structs: [text('|', { origin: [1, random.below(whole.length)] })],
    }))
    return inconsistent(together(random, [{ client: 1, structs: [text(whole)] }, ...cuts]))
  },

  'one struct for each of many clients': (random, size) =>
    consistent(
      updateOf(clientsOf(size, random).map((client) => ({ client, structs: [text('ab')] }))),
      clientsOf(5, random).map((client) => updateOf([{ client, structs: [text('later')] }])),
    ),

  'long keys and names': (random, size) => {
    const long = 'k'.repeat(size * random.pick([1, 100]))
    return consistent(
      together(random, [
        {
          client: 1,
          structs: times(20, (index) => anyOf([index], { parent: long, key: `${long}${index}` })),
        },
        { client: 2, structs: [format(long, 'true'), embed(JSON.stringify(long))] },
      ]),
    )
  },

  'clocks at the end of what can be counted': (random) => {
    const before = MOST - 1 - random.below(20)
    return inconsistent(
      updateOf([{ client: 1, structs: [garbage(before)] }]),
      updateOf([{ client: 1, clock: before, structs: [text('abcdefghij'.repeat(3))] }]),
      updateOf([{ client: 1, clock: before, structs: [text('a')] }]),
      updateOf([{ client: 2, structs: [skip(before), text('a')] }]),
      updateOf([], [{ client: 1, ranges: [[before, 1]] }]),
      updateOf([], [{ client: 3, ranges: [[0, before]] }]),
      updateOf([{ client: MOST, structs: [text('a', { origin: [1, 5] })] }]),
      updateOf([{ client: 4, structs: [deleted(before, { parent: 'text' }), text('b')] }]),
    )
  },

  /** Each says again what was said, up to another clock, in other structs, with other contents. */
  'clocks that are said again': (random, size) => {
    const client = 1 + random.below(3)
    const updates = times(Math.min(size, 200), () => {
      const structs = times(1 + random.below(4), () => {
        const place = random.pick<ItemPlace>([{}, { parent: 'map', key: 'k' }])
        return someContent(random, place).part
      })
      return updateOf([{ client, clock: random.below(12), structs }])
    })
    return inconsistent(updates)
  },

  'one client in several sections': (random, size) =>
    inconsistent(
      updateOf(
        times(Math.min(size, 50), (index) => ({
          client: random.pick([1, 1, 2]),
          clock: index,
          structs: [someContent(random, {}).part],
        })),
      ),
    ),

  'values in values': (random, size) =>
    consistent(
      together(random, [
        { client: 1, structs: [anyOf(times(size, (index) => [index, [[], {}]]))] },
        {
          client: 2,
          structs: [
            jsonOf(
              times(size, () => '[[],[],{"a":[]}]'),
              { parent: 'list' },
            ),
          ],
        },
        { client: 3, structs: [embed(`[${'[],'.repeat(size)}0]`)] },
      ]),
    ),

  /** Marks that change nothing, marks within marks, on a text in a map, whose marks Yjs' clients tidy up. */
  'marks of formatting': (random, size) => {
    const doc = new Y.Doc()
    const inner = doc.getMap('map').set('text', new Y.Text())
    const updates: Uint8Array[] = []
    inner.insert(0, 'a text that is marked')
    updates.push(Y.encodeStateAsUpdate(doc))
    const before = Y.encodeStateVector(doc)
    doc.transact(() => {
      for (let count = 0; count < Math.min(size, 500); count++) {
        const at = random.below(inner.length)
        const mark = { [random.pick(['bold', 'em'])]: random.pick([true, null]) }
        inner.format(at, 1 + random.below(inner.length - at), mark)
        if (random.below(4) === 0) inner.insert(at, 'x', mark)
      }
    })
    updates.push(Y.encodeStateAsUpdate(doc, before))
    return consistent(updates)
  },

  /** Yjs joins neighbours as it takes them, by copying all that it has joined so far. */
  'structs that Yjs joins': (random, size) => {
    const make = random.pick([
      (place: ItemPlace) => anyOf([1], place),
      (place: ItemPlace) => text('x', place),
      (place: ItemPlace) => jsonOf(['1'], place),
      (place: ItemPlace) => deleted(1, place),
    ])
    const structs = times(size, (index) => make(index === 0 ? {} : { origin: [3, index - 1] }))
    return consistent(updateOf([{ client: 3, structs }]))
  },

  'garbage and gaps': (random, size) =>
    inconsistent(
      updateOf([{ client: 1, structs: times(size, () => random.pick([garbage, skip])(1)) }]),
      updateOf([
        {
          client: 2,
          structs: times(Math.min(size, 100), (index) => text('a', { origin: [1, index], parent: 'text' })),
        },
      ]),
    ),
}
