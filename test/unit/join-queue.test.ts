import { expect, test } from 'vitest'
import { JoinQueue, type Turn } from '../../server/gate/join-queue.ts'
import { JoinWindow } from '../../server/gate/join-window.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { randomFrom, someSeed } from '../support/random.ts'

const seed = someSeed()

/** A joinQueue, and everybody who came to it in the order in which they were told something. */
const harness = (perSecond: number, chance = 0) => {
  const time = fakeClock()
  const joinQueue = new JoinQueue({ perSecond, clock: time.clock, random: () => chance })
  const told: { readonly who: number; readonly turn: Turn; readonly atMs: number }[] = []
  const come = (who: number, isGone = () => false) =>
    void joinQueue.enter(isGone).then((turn) => told.push({ who, turn, atMs: time.clock.monotonicMs() }))
  /** Time passes in steps, so that promises settle at their moment. */
  const pass = async (ms: number) => {
    for (let passedMs = 0; passedMs < ms; passedMs += 10) {
      time.advance(10)
      await Promise.resolve()
    }
  }
  const whoIs = (kind: Turn['kind']) => told.filter(({ turn }) => turn.kind === kind).map(({ who }) => who)
  const hints = () => told.flatMap(({ turn }) => (turn.kind === 'busy' ? [turn.retryAfterMs] : []))
  return { ...time, joinQueue, come, pass, told, whoIs, hints }
}

test('[LM3] where nobody waits a join costs no timer', async () => {
  const after: number[] = []
  const { clock } = fakeClock()
  const counted = { ...clock, after: (ms: number) => void after.push(ms) }
  const joinQueue = new JoinQueue({ perSecond: 10, clock: counted, random: () => 0 })
  for (let who = 0; who < 10; who++) expect((await joinQueue.enter(() => false)).kind).toBe('in')
  expect(after).toEqual([])
  void joinQueue.enter(() => false)
  void joinQueue.enter(() => false)
  expect(after).toHaveLength(1)
})

test('[LM3] who is above the limit waits, and is let in in the order of arrival', async () => {
  const { come, pass, whoIs, joinQueue } = harness(10)
  for (let who = 0; who < 30; who++) come(who)
  await pass(10)
  expect(whoIs('in')).toHaveLength(10)
  expect(joinQueue.waiting).toBe(20)
  await pass(1_100)
  expect(whoIs('in')).toHaveLength(20)
  await pass(1_000)
  expect(whoIs('in')).toEqual(Array.from({ length: 30 }, (_, who) => who))
  expect(whoIs('busy')).toEqual([])
  expect(joinQueue.waiting).toBe(0)
})

test('[LM3] nobody overtakes those who wait, and those let in are spread over the second', async () => {
  const { come, pass, told, whoIs } = harness(100)
  for (let who = 0; who < 150; who++) come(who)
  await pass(990)
  come(150)
  await pass(1_000)
  expect(whoIs('in')).toEqual(Array.from({ length: 151 }, (_, who) => who))
  const perMoment = new Map<number, number>()
  for (const { atMs } of told.slice(100)) perMoment.set(atMs, (perMoment.get(atMs) ?? 0) + 1)
  expect(Math.max(...perMoment.values())).toBe(1)
})

test('[LM3] a turn of somebody who went away goes to the next, and one that came to nothing too', async () => {
  const { come, pass, whoIs, joinQueue } = harness(1)
  const first = await joinQueue.enter(() => false)
  come(1, () => true)
  come(2)
  await pass(1_000)
  expect(whoIs('in')).toEqual([2])
  if (first.kind === 'in') first.giveBack()
  const { clock } = fakeClock()
  const other = new JoinQueue({ perSecond: 1, clock, random: () => 0 })
  const turn = await other.enter(() => false)
  if (turn.kind === 'in') turn.giveBack()
  expect((await other.enter(() => false)).kind).toBe('in')
})

test('[LM4] who would wait for more than 2 s is told when to come back: each later than the one before', async () => {
  const { come, pass, hints, whoIs } = harness(10)
  for (let who = 0; who < 100; who++) come(who)
  await pass(10)
  expect(whoIs('busy')).toEqual(Array.from({ length: 70 }, (_, index) => 30 + index))
  expect(hints()[0]).toBe(2_100)
  for (const [index, hint] of hints().entries()) expect(hint).toBe(2_100 + index * 100)
})

test('[LM4] hints have jitter, and a flood puts nobody off for longer than 40 s', async () => {
  const { come, pass, hints } = harness(10, 1)
  for (let who = 0; who < 10_000; who++) come(who)
  await pass(10)
  expect(hints()[0]).toBe(2_310)
  expect(Math.max(...hints())).toBeLessThan(40_000)
  const inTheFirstHalf = hints().filter((hint) => hint < 17_000).length
  expect(inTheFirstHalf / hints().length).toBeGreaterThan(0.4)
})

test(`[LM3] in no second are more let in than the limit, whenever they come (seed ${seed})`, () => {
  const random = randomFrom(seed)
  const most = 7
  const window = new JoinWindow(most)
  const taken: number[] = []
  let nowMs = 0
  for (let i = 0; i < 5_000; i++) {
    nowMs += random.below(5) === 0 ? random.below(900) : random.below(20)
    if (!window.take(nowMs)) {
      expect(taken.filter((atMs) => atMs > nowMs - 1000)).toHaveLength(most)
    } else if (random.below(4) === 0) window.giveBack(nowMs)
    else taken.push(nowMs)
  }
  for (const [index, atMs] of taken.entries()) {
    expect((taken[index + most] ?? Number.POSITIVE_INFINITY) - atMs).toBeGreaterThanOrEqual(1000)
  }
})
