import { expect, test } from 'vitest'
import { createSyncQueue } from '../../../server/connections/sync-queue.ts'
import { fakeClock } from '../../support/fake-clock.ts'

/** SyncQueue, and askers whose sockets take a document at once or not. */
const answering = () => {
  const { clock, advance } = fakeClock()
  const answers = createSyncQueue(clock)
  const asker = (isSlow = true) => {
    const one = {
      isOpen: true,
      isLagging: false,
      given: 0,
      answer() {
        one.given += 1
        one.isLagging = isSlow
      },
      drain() {
        one.isLagging = false
        answers.settle(one)
      },
      close() {
        one.isOpen = false
        answers.settle(one)
      },
    }
    return one
  }
  const ask = (...askers: ReturnType<typeof asker>[]) => {
    for (const one of askers) answers.ask(one)
    return askers
  }
  const sweepAfter = (ms: number) => {
    advance(ms)
    answers.sweep()
  }
  const slow = (count: number) => ask(...Array.from({ length: count }, () => asker()))
  return { answers, asker, ask, slow, sweepAfter }
}

const given = (askers: readonly { given: number }[]) => askers.map((one) => one.given)

test('[FO9] 16 answers are on their way at a time, and the next waits until one is taken', () => {
  const { answers, slow } = answering()
  const busy = slow(16)
  expect(given(busy)).toEqual(busy.map(() => 1))
  const waiting = slow(2)
  expect(given(waiting)).toEqual([0, 0])
  expect(answers.waiting).toBe(2)
  busy[5]?.drain()
  expect(given(waiting)).toEqual([1, 0])
  busy[5]?.drain()
  expect(given(waiting)).toEqual([1, 0])
  waiting[0]?.drain()
  expect(given(waiting)).toEqual([1, 1])
  expect(answers.waiting).toBe(0)
})

test('[FO9] sockets that take their answer at once wait for nobody, and keep nobody waiting', () => {
  const { asker, ask, slow } = answering()
  slow(15)
  const quick = ask(...Array.from({ length: 100 }, () => asker(false)))
  expect(given(quick)).toEqual(quick.map(() => 1))
  expect(given(slow(1))).toEqual([1])
})

test('[FO9] whoever closes makes room, and is not answered any more', () => {
  const { answers, slow } = answering()
  const busy = slow(16)
  const [first, second] = slow(2)
  first?.close()
  expect(answers.waiting).toBe(1)
  busy[0]?.close()
  expect(given([first, second] as { given: number }[])).toEqual([0, 1])
})

test('[FO9] whoever closes while it is answered keeps no place', () => {
  const { asker, ask, slow } = answering()
  for (let n = 0; n < 16; n++) {
    const one = asker()
    const { answer } = one
    one.answer = () => {
      answer()
      one.isOpen = false
    }
    ask(one)
  }
  expect(given(slow(16))).toEqual(Array.from({ length: 16 }, () => 1))
})

test('[FO9] whoever takes more than 5 s keeps nobody waiting any longer', () => {
  const { slow, sweepAfter } = answering()
  slow(16)
  const waiting = slow(20)
  sweepAfter(4_999)
  expect(given(waiting)).toEqual(waiting.map(() => 0))
  sweepAfter(1)
  expect(given(waiting)).toEqual(waiting.map((_, n) => Number(n < 16)))
  sweepAfter(5_000)
  expect(given(waiting)).toEqual(waiting.map(() => 1))
})

test('[FO9] whoever asks again while it waits is answered once', () => {
  const { answers, asker, ask, slow, sweepAfter } = answering()
  slow(16)
  const one = asker()
  ask(one, one, one)
  expect(answers.waiting).toBe(1)
  sweepAfter(5_000)
  expect(one.given).toBe(1)
})
