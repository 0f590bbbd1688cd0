import { expect, test } from 'vitest'
import { AnswerMemory, type Encoded } from '../../server/fanout/answer-memory.ts'
import { fakeClock } from '../support/fake-clock.ts'

const MiB = 1024 * 1024

/** A document that is encoded as soon as it begins, unless a test says otherwise. */
class Doc implements Encoded {
  bytes: number | null = null
  receivers = 1
  isWanted = true
  state: 'new' | 'begun' | 'dropped' = 'new'
  readonly askedBy: string
  readonly #size: number | null

  constructor(askedBy: string, size: number | null) {
    this.askedBy = askedBy
    this.#size = size
  }

  begin(): void {
    this.state = 'begun'
    this.bytes = this.#size
  }

  drop(): void {
    this.state = 'dropped'
  }
}

const setUp = () => {
  const { clock, advance } = fakeClock()
  const memory = new AnswerMemory(clock)
  const ask = (askedBy: string, size: number | null = 32 * MiB) => {
    const doc = new Doc(askedBy, size)
    memory.enter(doc)
    return doc
  }
  const sweptAfter = (ms: number) => {
    advance(ms)
    memory.sweep()
  }
  return { memory, ask, sweptAfter }
}

const states = (docs: readonly Doc[]) => docs.map(({ state }) => state)

test('[FO9] documents over 64 MiB wait, and the next begins when one is done', () => {
  const { memory, ask } = setUp()
  const docs = ['a', 'b', 'c', 'd'].map((by) => ask(by))
  expect(states(docs)).toEqual(['begun', 'begun', 'new', 'new'])
  expect(memory.waiting).toBe(2)
  memory.leave(docs[0] as Doc)
  expect(states(docs)).toEqual(['begun', 'begun', 'begun', 'new'])
})

test('[FO9] one is encoded at a time: how large it will be is not known before', () => {
  const { memory, ask } = setUp()
  const first = ask('a', null)
  const second = ask('b', 1)
  expect(second.state).toBe('new')
  first.bytes = 1
  memory.next()
  expect(second.state).toBe('begun')
})

test('[FO9] of those that wait the asker that holds least is next, however many others wait', () => {
  const { memory, ask } = setUp()
  const greedy = Array.from({ length: 200 }, () => ask('greedy'))
  const other = ask('other')
  memory.leave(greedy[0] as Doc)
  expect(other.state).toBe('begun')
  expect(greedy.filter(({ state }) => state === 'begun')).toHaveLength(2)
})

test('[FO9] a document that others wait for has 5 s, and that of the asker with most goes first', () => {
  const { ask, sweptAfter } = setUp()
  const small = ask('small', 1)
  const greedy = [ask('greedy'), ask('greedy')]
  const other = ask('other')
  sweptAfter(4_999)
  expect(other.state).toBe('new')
  sweptAfter(1)
  expect(states([other, small, ...greedy])).toEqual(['begun', 'begun', 'dropped', 'begun'])
})

test('[FO9] an asker that holds most takes no turn from one that holds less', () => {
  const { ask, sweptAfter } = setUp()
  const modest = ask('modest', 24 * MiB)
  const greedy = [ask('greedy', 40 * MiB), ask('greedy', 40 * MiB), ask('greedy', 40 * MiB)]
  sweptAfter(5_000)
  sweptAfter(5_000)
  expect(modest.state).toBe('begun')
  expect(states(greedy)).toEqual(['dropped', 'dropped', 'begun'])
})

test('[FO9] what nobody waits for stays, and what no receiver needs goes first, or after a minute', () => {
  const { ask, sweptAfter } = setUp()
  const slow = ask('slow')
  const [kept, other] = [ask('a', 31 * MiB), ask('a', MiB)]
  sweptAfter(10_000)
  expect(states([slow, kept])).toEqual(['begun', 'begun'])
  kept.receivers = 0
  const next = ask('b', 1)
  expect(states([kept, next, slow])).toEqual(['dropped', 'begun', 'begun'])
  other.receivers = 0
  sweptAfter(60_000)
  expect(states([other, slow])).toEqual(['dropped', 'begun'])
})

test('[FO9] a document whose receivers take nothing does not begin, and keeps nobody waiting', () => {
  const { memory, ask } = setUp()
  const first = ask('a', null)
  const stuck = ask('b')
  stuck.isWanted = false
  const next = ask('c')
  memory.leave(first)
  expect(states([stuck, next])).toEqual(['new', 'begun'])
})

test('[FO9] of one asker that of which nothing was sent for longest makes room', () => {
  const { memory, ask, sweptAfter } = setUp()
  const docs = [ask('a'), ask('a'), ask('a')]
  memory.used(docs[0] as Doc)
  sweptAfter(5_000)
  expect(states(docs)).toEqual(['begun', 'dropped', 'begun'])
})

test('[FO9] one that was stuck begins once it takes more', () => {
  const { memory, ask, sweptAfter } = setUp()
  const stuck = new Doc('a', 1)
  stuck.isWanted = false
  expect(memory.enter(stuck)).toBe(false)
  stuck.isWanted = true
  expect(memory.enter(stuck)).toBe(false)
  sweptAfter(250)
  expect(stuck.state).toBe('begun')
  expect(ask('b', 1).state).toBe('begun')
})
