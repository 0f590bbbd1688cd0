import { expect, test } from 'vitest'
import { presenceEvents } from '../support/presence-events.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

type State = Record<string, unknown>

/** What a peer sees of each of the states, set one after the other by one client. */
const seenAs = async (states: readonly State[], options: Parameters<typeof startRelay>[0] = {}) => {
  const { wsUrl } = await startRelay(options)
  const a = stockClient(wsUrl, 'lesson', { state: {} })
  const b = stockClient(wsUrl, 'lesson', { state: {} })
  await b.waitFor(a)
  const seen: State[] = []
  for (const [step, state] of states.entries()) {
    a.awareness.setLocalState({ ...state, step })
    const { step: _step, ...others } = await b.waitFor(a, (found) => found.step === step)
    seen.push(others)
  }
  return seen
}

const FAMILY = '👩🏽‍❤️‍💋‍👨🏿'

test('[FI1] x and y are clamped to 0..1 with `space: unit`, and left out where they are no numbers', async () => {
  const states = [
    { x: 0.25, y: 0.75 },
    { x: -5, y: 5 },
    { x: 1e9, y: -1e9 },
    { x: '0.5', y: null },
    { x: true, y: [0.5] },
    { x: 2e9, y: 0.5 },
    { y: 0.5 },
    {},
  ]
  const unit = await seenAs(states, { space: 'unit' })
  expect(unit).toEqual([
    { x: 0.25, y: 0.75 },
    { x: 0, y: 1 },
    { x: 1, y: 0 },
    {},
    {},
    { y: 0.5 },
    { y: 0.5 },
    {},
  ])
  const free = await seenAs(states)
  expect(free).toEqual([
    { x: 0.25, y: 0.75 },
    { x: -5, y: 5 },
    { x: 1e9, y: -1e9 },
    {},
    {},
    { y: 0.5 },
    { y: 0.5 },
    {},
  ])
})

test('[FI2] C96 an emoji is one cluster of at most 64 bytes, else it is left out', async () => {
  const emojis = ['👍', FAMILY, '🇬🇧', '', '👍👍', `a${'\u0301'.repeat(200)}`, '\u202E', 'ab', 5, null, ['👍']]
  const seen = await seenAs(emojis.map((emoji) => ({ emoji })))
  expect(seen.map(({ emoji }) => emoji)).toEqual(['👍', FAMILY, '🇬🇧', '', ...Array(7).fill(undefined)])
})

test("[FI3] a hand is a boolean, else it is left out; its time is the relay's", async () => {
  const hands = [true, 'true', 1, null, {}, false]
  const seen = await seenAs(hands.map((hand) => ({ hand, handAt: 5 })))
  expect(seen).toEqual([{ hand: true, handAt: expect.any(Number) }, {}, {}, {}, {}, { hand: false }])
  expect(Number(seen[0]?.handAt)).toBeGreaterThan(Date.UTC(2020, 0))
})

test('[FI4] C96 a name is trimmed and cleaned, may be changed, and an empty one is ignored', async () => {
  const names = [
    '  Ada  ',
    'Countess\n of \u202ELovelace',
    '',
    '   ',
    '\u200B\u200B',
    `${'x'.repeat(100)}`,
    FAMILY.repeat(40),
    `a${'\u0301'.repeat(300)}`,
  ]
  const seen = (await seenAs(names.map((name) => ({ name })))).map(({ name }) => String(name))
  const bytes = (text: string) => new TextEncoder().encode(text).length
  expect(seen.slice(0, 6)).toEqual(['Ada', ...Array(4).fill('Countess of Lovelace'), 'x'.repeat(64)])
  expect(bytes(seen[6] ?? '')).toBeLessThanOrEqual(256)
  expect((seen[6] ?? '').length % FAMILY.length).toBe(0)
  expect([...new Intl.Segmenter().segment(seen[7] ?? '')]).toHaveLength(1)
})

test('[FI4] a name that is taken away is gone, and one that nobody can see was never there', async () => {
  const seen = await seenAs([{ name: '\u200B' }, { name: 'Ada' }, {}, { name: null }, { name: 5 }])
  expect(seen).toEqual([{}, { name: 'Ada' }, {}, {}, {}])
})

test('[FI4] a user object has its name cleaned by the same rule', async () => {
  const seen = await seenAs([
    { user: { name: '  Ada ', color: 'red' } },
    { user: { name: '\u200B', color: 'red' } },
    { user: { name: { first: 'Ada' } } },
    { user: 'Ada' },
  ])
  expect(seen).toEqual([
    { user: { name: 'Ada', color: 'red' } },
    { user: { color: 'red' } },
    { user: {} },
    { user: 'Ada' },
  ])
})

test('[FI4] C50 a rename shows without any movement, and a binding that adds its fields leaves the name alone', async () => {
  const { wsUrl } = await startRelay()
  const a = stockClient(wsUrl, 'lesson', { state: { name: 'Ada', x: 1 } })
  const b = stockClient(wsUrl, 'lesson', { state: {} })
  await b.waitFor(a)
  a.awareness.setLocalStateField('cursor', { anchor: 1, head: 1 })
  a.awareness.setLocalStateField('user', { name: 'User: 123', color: '#30bced' })
  expect(await b.waitFor(a, ({ user }) => user !== undefined)).toMatchObject({ name: 'Ada', x: 1 })
  a.awareness.setLocalStateField('name', 'Countess')
  expect(await b.waitFor(a, ({ name }) => name === 'Countess')).toMatchObject({ x: 1, cursor: { anchor: 1 } })
})

test('[PR9] C14 a joiner of a full room sees everyone at once, complete, and misses nothing that happens then', async () => {
  const { wsUrl } = await startRelay()
  const people = Array.from({ length: 20 }, (_, n) =>
    stockClient(wsUrl, 'lesson', { state: { name: `p${n}`, n } }),
  )
  for (const person of people) await until(() => person.awareness.getStates().size === people.length)
  for (let round = 0; round < 5; round++) {
    const joiner = stockClient(wsUrl, 'lesson', { state: round % 2 === 0 ? {} : null })
    const firsts = new Map<number, State>()
    const events = presenceEvents(joiner.awareness)
    joiner.awareness.on('change', ({ added }: { added: number[] }) => {
      for (const id of added) firsts.set(id, joiner.awareness.getStates().get(id) ?? {})
    })
    for (const person of people) person.awareness.setLocalStateField('round', round)
    for (const person of people) await joiner.waitFor(person, (state) => state.round === round)
    for (const [id, state] of firsts) {
      if (id !== joiner.clientId) expect(Object.keys(state)).toEqual(expect.arrayContaining(['name', 'n']))
    }
    expect(events.filter(({ kind }) => kind === 'removed')).toEqual([])
    joiner.provider.destroy()
    for (const person of people) await person.waitGone(joiner)
  }
})
