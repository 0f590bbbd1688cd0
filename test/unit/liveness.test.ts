import { expect, test } from 'vitest'
import { calmForMs, livenessSteps } from '../../server/connections/liveness.ts'

const fresh = { heardMs: 0, pingedMs: 0, sentMs: 0 }

test('[PR7] V18 a silent connection is sent something within 20 s, whatever else it hears', () => {
  expect(livenessSteps({ ...fresh, sentMs: 14_999 })).toEqual([])
  expect(livenessSteps({ ...fresh, sentMs: 15_000 })).toEqual(['keep-alive'])
})

test('[LI1] who is silent is asked, and asked again, and then ended', () => {
  expect(livenessSteps({ ...fresh, heardMs: 9_999, pingedMs: 60_000 })).toEqual([])
  expect(livenessSteps({ ...fresh, heardMs: 10_000, pingedMs: 10_000 })).toEqual(['ping'])
  expect(livenessSteps({ ...fresh, heardMs: 15_000, pingedMs: 5_000 })).toEqual([])
  expect(livenessSteps({ ...fresh, heardMs: 20_000, pingedMs: 10_000 })).toEqual(['ping'])
  expect(livenessSteps({ heardMs: 30_000, pingedMs: 10_000, sentMs: 20_000 })).toEqual(['end'])
})

test('[LI1] one question has two thirds of the time to be answered in', () => {
  const { heardMs } = { heardMs: 10_000 }
  expect(livenessSteps({ ...fresh, heardMs, pingedMs: heardMs })).toEqual(['ping'])
  expect(livenessSteps({ ...fresh, heardMs: 29_999 })).toEqual([])
})

test('[LI1][PR7] nothing is owed for as long as a connection is calm, and then something is', () => {
  for (const silence of [
    fresh,
    { heardMs: 9_000, pingedMs: 2_000, sentMs: 100 },
    { heardMs: 24_000, pingedMs: 4_000, sentMs: 3_000 },
  ]) {
    const calmMs = calmForMs(silence)
    const later = (ms: number) => ({
      heardMs: silence.heardMs + ms,
      pingedMs: silence.pingedMs + ms,
      sentMs: silence.sentMs + ms,
    })
    expect(livenessSteps(later(calmMs - 1))).toEqual([])
    expect(livenessSteps(later(calmMs))).not.toEqual([])
  }
})
