import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Heartbeat } from '../../server/connections/heartbeat.ts'
import { fakeClock } from '../support/fake-clock.ts'

/** How long each was ago, in ms. */
interface Silence {
  readonly heardMs: number
  readonly pingedMs: number
  readonly sentMs: number
}

const fresh: Silence = { heardMs: 0, pingedMs: 0, sentMs: 0 }

const setUp = () => {
  const time = fakeClock()
  const socket = Object.assign(new PassThrough(), { bytesRead: 0 })
  return { heartbeat: new Heartbeat(time.clock, socket), socket, ...time }
}

/** A connection on which each of these happened so long ago, in the order in which it did. */
const after = (silence: Silence) => {
  const { heartbeat, advance, clock } = setUp()
  const events = [
    { ms: silence.heardMs, happen: () => heartbeat.heard() },
    { ms: silence.pingedMs, happen: () => heartbeat.pinged() },
  ].sort((one, other) => other.ms - one.ms)
  let agoMs = Math.max(silence.sentMs, ...events.map(({ ms }) => ms))
  for (const { ms, happen } of events) {
    advance(agoMs - ms)
    agoMs = ms
    happen()
  }
  advance(agoMs)
  return { heartbeat, sentAtMs: clock.monotonicMs() - silence.sentMs }
}

const stepsAfter = (silence: Silence) => {
  const { heartbeat, sentAtMs } = after(silence)
  return heartbeat.steps(sentAtMs)
}

test('[PR7] V18 a silent connection is sent something within 20 s, whatever else it hears', () => {
  expect(stepsAfter({ ...fresh, sentMs: 14_999 })).toEqual([])
  expect(stepsAfter({ ...fresh, sentMs: 15_000 })).toEqual(['keep-alive'])
})

test('[PR7][LI1] a client that is asked is told with it what it would be told soon after', () => {
  const asked = { heardMs: 10_000, pingedMs: 10_000 }
  expect(stepsAfter({ ...asked, sentMs: 9_999 })).toEqual(['ping'])
  expect(stepsAfter({ ...asked, sentMs: 10_000 })).toEqual(['ping', 'keep-alive'])
})

test('[LI1] a silent client is asked, and asked again, and then ended', () => {
  expect(stepsAfter({ ...fresh, heardMs: 9_999, pingedMs: 60_000 })).toEqual([])
  expect(stepsAfter({ ...fresh, heardMs: 10_000, pingedMs: 10_000 })).toEqual(['ping'])
  expect(stepsAfter({ ...fresh, heardMs: 15_000, pingedMs: 5_000 })).toEqual([])
  expect(stepsAfter({ ...fresh, heardMs: 20_000, pingedMs: 10_000 })).toEqual(['ping'])
  expect(stepsAfter({ heardMs: 30_000, pingedMs: 10_000, sentMs: 20_000 })).toEqual(['end'])
})

test('[LI1] one question has two thirds of the time to be answered in', () => {
  const heardMs = 10_000
  expect(stepsAfter({ ...fresh, heardMs, pingedMs: heardMs })).toEqual(['ping'])
  expect(stepsAfter({ ...fresh, heardMs: 29_999 })).toEqual([])
})

test('[LI1][PR7] nothing is owed for as long as a connection is calm, and then something is', () => {
  for (const silence of [
    fresh,
    { heardMs: 9_000, pingedMs: 2_000, sentMs: 100 },
    { heardMs: 24_000, pingedMs: 4_000, sentMs: 3_000 },
  ]) {
    const { heartbeat, sentAtMs } = after(silence)
    const calmMs = heartbeat.calmForMs(sentAtMs)
    const later = (ms: number) => ({
      heardMs: silence.heardMs + ms,
      pingedMs: silence.pingedMs + ms,
      sentMs: silence.sentMs + ms,
    })
    expect(stepsAfter(later(calmMs - 1))).toEqual([])
    expect(stepsAfter(later(calmMs))).not.toEqual([])
  }
})

test('[LI1] a client that answers at once is looked at once for each question', () => {
  const { heartbeat, advance } = setUp()
  advance(10_000)
  heartbeat.pinged()
  const calmMs = heartbeat.calmForMs(10_000)
  advance(100)
  heartbeat.heard()
  advance(calmMs - 100)
  expect(heartbeat.steps(10_000)).toContain('ping')
  expect(calmMs).toBeLessThan(10_500)
})

test('[LI1] bytes that came since the question are a sign of life, and bytes from before it are none', () => {
  const { heartbeat, socket, advance } = setUp()
  socket.bytesRead = 100
  advance(10_000)
  expect(heartbeat.heardAtMs).toBe(0)
  heartbeat.pinged()
  advance(10_000)
  expect(heartbeat.heardAtMs).toBe(0)
  socket.bytesRead = 101
  expect(heartbeat.heardAtMs).toBe(20_000)
  expect(heartbeat.steps(0)).toEqual(['keep-alive'])
})

test('[PR3] a probe is answered by the next sign of life, once', () => {
  const { heartbeat, socket, advance } = setUp()
  const answers: string[] = []
  heartbeat.heard()
  for (const name of ['one', 'two']) heartbeat.probe(() => answers.push(name))
  expect([answers, heartbeat.isProbed]).toEqual([[], true])
  heartbeat.pinged()
  advance(1)
  heartbeat.steps(0)
  expect(answers).toEqual([])
  heartbeat.heard()
  expect([answers, heartbeat.isProbed]).toEqual([['one', 'two'], false])
  // Bytes that come are heard, too, when somebody looks.
  heartbeat.probe(() => answers.push('three'))
  heartbeat.pinged()
  socket.bytesRead = 1
  heartbeat.steps(0)
  heartbeat.heard()
  expect(answers).toEqual(['one', 'two', 'three'])
})
