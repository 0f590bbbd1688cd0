import { describe, expect, test, vi } from 'vitest'
import { watch } from '../../../client/connection/liveness.ts'
import { ORIGIN_CODE, retryOf } from '../../../client/connection/status.ts'
import { createTokenKeeper } from '../../../client/connection/token.ts'
import { systemEnvironment } from '../../../client/environment.ts'
import { colorOf } from '../../../client/presence/color.ts'
import { initials } from '../../../client/presence/initials.ts'
import { createThrottle } from '../../../client/presence/throttle.ts'
import { Store } from '../../../client/store.ts'
import { CLOSES, REFUSALS } from '../../../shared/index.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { token } from '../../support/tokens.ts'

test.each([
  ['Ada', 'A'],
  ['ada of the first row', 'AR'],
  ['Group 1', 'G1'],
  ['Group 10', 'G10'],
  ['Group 11', 'G11'],
  ['مجموعة ١٢', 'م١٢'],
  ['Room 2026', 'R2'],
  ['😄', '😄'],
  ['🇬🇧 Ada', '🇬🇧A'],
  ['👩‍🏫 T', '👩‍🏫T'],
  ['e\u0301cole', 'É'.normalize('NFD')],
  ['𠮷田', '𠮷'],
  ['हिन्दी', 'हि'],
  ['', '?'],
  [undefined, '?'],
])('C94 the initials of %j are %j: whole graphemes', (name, expected) => {
  expect(initials(name)).toBe(expected)
})

test('a person has one colour everywhere', () => {
  expect(colorOf('ada')).toEqual(colorOf('ada'))
  expect(new Set(Array.from({ length: 100 }, (_, id) => colorOf(id).onLight)).size).toBeGreaterThan(8)
})

test('a value tells its listeners of changes alone, and not those who have gone', () => {
  const value = new Store(1, () => undefined)
  const heard: number[] = []
  const stop = value.subscribe((next) => heard.push(next))
  value.set(1)
  value.set(2)
  stop()
  value.set(3)
  expect(heard).toEqual([2])
})

test('a listener that changes the value has the others called with the latest alone', () => {
  const value = new Store(1, () => undefined)
  const heard: number[] = []
  value.subscribe((next) => next === 2 && value.set(3))
  value.subscribe((next) => heard.push(next))
  value.set(2)
  expect(heard).toEqual([3])
})

test('[CL8] a listener that throws is reported, and the others are called', () => {
  const reported: unknown[] = []
  const value = new Store(1, (error) => reported.push(error))
  const heard: number[] = []
  value.subscribe(() => {
    throw new Error('app')
  })
  value.subscribe((next) => heard.push(next))
  value.set(2)
  expect([heard, reported]).toEqual([[2], [new Error('app')]])
})

test('[CL8] in Node what is reported is printed, and in a page it is the page that hears of it', () => {
  const print = vi.spyOn(console, 'error').mockReturnValue()
  systemEnvironment().report('in Node')
  expect(print.mock.calls).toEqual([['in Node']])
  const reportError = vi.fn()
  vi.stubGlobal('reportError', reportError)
  systemEnvironment().report('in a page')
  expect(reportError.mock.calls).toEqual([['in a page']])
  expect(print).toHaveBeenCalledOnce()
  vi.unstubAllGlobals()
  print.mockRestore()
})

describe('[CL1] the throttle', () => {
  test('lets the first through at once, at most one in its time, and the last one always', () => {
    const { environment, pass } = fakeEnvironment()
    const sent: number[] = []
    let latest = 0
    const throttle = createThrottle(
      environment,
      () => 50,
      () => sent.push(latest),
    )
    for (let i = 1; i <= 60; i++) {
      latest = i
      throttle.request()
      pass(1000 / 60)
    }
    expect(sent[0]).toBe(1)
    expect(sent.length).toBeLessThanOrEqual(21)
    pass(50)
    expect(sent.at(-1)).toBe(60)
    const count = sent.length
    pass(1000)
    expect(sent).toHaveLength(count)
  })
})

describe('[CL3] a socket', () => {
  const start = () => {
    const fake = fakeEnvironment()
    const ask = vi.fn()
    const lost = vi.fn()
    const isBusy = vi.fn(() => false)
    return { ...fake, ask, lost, isBusy, liveness: watch(fake.environment, ask, lost, isBusy), fake }
  }

  test('that is silent is asked, and is lost in 12 s where it does not answer', () => {
    const { pass, ask, lost } = start()
    pass(12_000)
    expect(ask).toHaveBeenCalledOnce()
    expect(lost).toHaveBeenCalledOnce()
  })

  test('over which a document is on its way is lost in 30 s, and in 4 s from when it has come', () => {
    const { pass, ask, lost, isBusy } = start()
    isBusy.mockReturnValue(true)
    pass(24_000)
    expect([ask.mock.calls.length, lost.mock.calls.length]).toEqual([1, 0])
    pass(6_000)
    expect(lost).toHaveBeenCalledOnce()
    const other = start()
    other.isBusy.mockReturnValue(true)
    other.pass(10_000)
    other.isBusy.mockReturnValue(false)
    other.pass(3_000)
    expect(other.lost).not.toHaveBeenCalled()
    other.pass(2_000)
    expect(other.lost).toHaveBeenCalledOnce()
  })

  test('that answers lives', () => {
    const { pass, ask, lost, liveness } = start()
    ask.mockImplementation(() => liveness.heard())
    pass(600_000)
    expect(lost).not.toHaveBeenCalled()
    expect(ask.mock.calls.length).toBeGreaterThan(50)
  })

  test('C12 is not lost by the time that a machine sleeps: it is asked again first', () => {
    const { pass, sleep, ask, lost, liveness } = start()
    pass(5_500)
    sleep(3_600_000)
    pass(1_000)
    expect(lost).not.toHaveBeenCalled()
    expect(ask).toHaveBeenCalledTimes(2)
    liveness.heard()
    ask.mockImplementation(() => liveness.heard())
    pass(10_000)
    expect(lost).not.toHaveBeenCalled()
  })

  test('that is stopped leaves no timer', () => {
    const { liveness, fake } = start()
    liveness.stop()
    expect(fake.timerCount).toBe(0)
  })
})

describe('[CL4] a token', () => {
  test('C41 is asked for once while it holds, C38 and again when it has ended', async () => {
    let wallMs = Date.now()
    const source = vi.fn(() => token({ ttlSeconds: 60 }))
    const keeper = createTokenKeeper(source, () => wallMs)
    for (let i = 0; i < 10; i++) await keeper.get()
    expect(source).toHaveBeenCalledOnce()
    wallMs += 61_000
    await keeper.get()
    expect(source).toHaveBeenCalledTimes(2)
  })

  test('that is no JWT holds until it is refused', async () => {
    const source = vi.fn(() => 'opaque')
    const keeper = createTokenKeeper(source, () => 0)
    await keeper.get()
    await keeper.get()
    expect(source).toHaveBeenCalledOnce()
    expect(keeper.renew()).toBe(true)
    await keeper.get()
    expect(source).toHaveBeenCalledTimes(2)
    expect(createTokenKeeper('fixed', () => 0).renew()).toBe(false)
  })
})

test('[CC1] a client knows of every close code whether to come back', () => {
  expect(ORIGIN_CODE).toBe(REFUSALS['origin-forbidden'].close)
  expect(retryOf(4401)).toBe('never')
  expect(retryOf(4499)).toBe('never')
  expect(retryOf(4501)).toBe('refresh')
  expect([1000, 1006, 1012, 1013, 4500, 4599].map(retryOf)).toEqual(Array(6).fill('later'))
  for (const { close, retry } of [...Object.values(REFUSALS), ...Object.values(CLOSES)])
    expect(retryOf(close), `${close}`).toBe(retry)
})
