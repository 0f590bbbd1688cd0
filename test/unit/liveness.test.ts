import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { Heartbeat } from '../../server/connections/heartbeat.ts'
import { fakeClock } from '../support/fake-clock.ts'

/** A heartbeat that was heard, pinged and sent something so long ago, and what moves time on. */
const silent = ({ heardMs = 0, pingedMs = 0, sentMs = 0 }) => {
  const { clock, advance } = fakeClock()
  const heartbeat = new Heartbeat(clock, new Duplex())
  const longestMs = Math.max(heardMs, pingedMs, sentMs)
  const acts: readonly [number, () => void][] = [
    [heardMs, () => heartbeat.heard()],
    [pingedMs, () => heartbeat.pinged()],
    [sentMs, () => heartbeat.sent()],
  ]
  let agoMs = longestMs
  for (const [ms, act] of acts.toSorted(([a], [b]) => b - a)) {
    advance(agoMs - ms)
    agoMs = ms
    act()
  }
  advance(agoMs)
  return { heartbeat, advance }
}

const stepsAfter = (silence: Parameters<typeof silent>[0]) => silent(silence).heartbeat.steps()

test('[PR7] V18 a silent connection is sent something within 20 s, whatever else it hears', () => {
  expect(stepsAfter({ sentMs: 14_999 })).toEqual([])
  expect(stepsAfter({ sentMs: 15_000 })).toEqual(['keep-alive'])
})

test('[LI1] who is silent is asked, and asked again, and then ended', () => {
  expect(stepsAfter({ heardMs: 9_999, pingedMs: 60_000 })).toEqual([])
  expect(stepsAfter({ heardMs: 10_000, pingedMs: 10_000 })).toEqual(['ping'])
  expect(stepsAfter({ heardMs: 15_000, pingedMs: 5_000 })).toEqual([])
  expect(stepsAfter({ heardMs: 20_000, pingedMs: 10_000 })).toEqual(['ping'])
  expect(stepsAfter({ heardMs: 30_000, pingedMs: 10_000, sentMs: 20_000 })).toEqual(['end'])
})

test('[LI1] one question has two thirds of the time to be answered in', () => {
  const heardMs = 10_000
  expect(stepsAfter({ heardMs, pingedMs: heardMs })).toEqual(['ping'])
  expect(stepsAfter({ heardMs: 29_999 })).toEqual([])
})

test('[LI1][PR7] nothing is owed for as long as a connection is calm, and then something is', () => {
  for (const silence of [
    {},
    { heardMs: 9_000, pingedMs: 2_000, sentMs: 100 },
    { heardMs: 24_000, pingedMs: 4_000, sentMs: 3_000 },
  ]) {
    const { heartbeat, advance } = silent(silence)
    advance(heartbeat.calmForMs() - 1)
    expect(heartbeat.steps()).toEqual([])
    advance(1)
    expect(heartbeat.steps()).not.toEqual([])
  }
})

test('[PR3] a probe is answered by the next sign of life, once', () => {
  const { heartbeat } = silent({ heardMs: 100 })
  let answers = 0
  heartbeat.probe(() => {
    answers += 1
  })
  heartbeat.probe(() => {
    answers += 1
  })
  expect([heartbeat.isProbed, answers]).toEqual([true, 0])
  heartbeat.heard()
  expect([heartbeat.isProbed, answers]).toEqual([false, 2])
  heartbeat.heard()
  expect(answers).toBe(2)
})
