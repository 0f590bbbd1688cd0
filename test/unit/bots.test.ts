import { expect, test } from 'vitest'
import { type Act, Behaviour } from '../../bots/behaviour.ts'
import { randomOf } from '../../bots/random.ts'

const STEP_MS = 100
const TEN_MINUTES_MS = 600_000

/** What a person does in ten minutes, with the times. */
const lifeOf = (seed: number, does: boolean) => {
  const behaviour = new Behaviour(randomOf(seed), 0, { types: does, draws: does })
  const acts: (Act & { ms: number })[] = []
  for (let ms = 0; ms < TEN_MINUTES_MS; ms += STEP_MS)
    for (const act of behaviour.acts(ms)) acts.push({ ...act, ms })
  return acts
}

test('a bot does the same by the same seed, and something else by another one', () => {
  expect(lifeOf(7, true)).toEqual(lifeOf(7, true))
  expect(lifeOf(8, true)).not.toEqual(lifeOf(7, true))
})

test.each([1, 2, 3, 4])(
  'a bot of seed %i walks in the room, stands at times, and stays far within the limits of signals',
  (seed) => {
    const acts = lifeOf(seed, true)
    const places = acts.flatMap((act) => (act.kind === 'place' ? [act] : []))
    for (const { x, y } of places) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x, y)).toBeLessThanOrEqual(1)
    }
    const steps = places.slice(1).map(({ x, y, ms }, index) => {
      const before = places[index] ?? { x, y, ms }
      return { far: Math.hypot(x - before.x, y - before.y), ms: ms - before.ms }
    })
    // A walk of at most 0.25 a second, one and a half times as fast in its middle.
    for (const { far, ms } of steps) expect(far).toBeLessThan((0.4 * ms) / 1_000 + 0.001)
    expect(steps.some(({ ms }) => ms > 1_000)).toBe(true)
    const reactions = acts.filter(({ kind }) => kind === 'react')
    expect(reactions.length).toBeGreaterThan(5)
    expect(reactions.length).toBeLessThan(80)
    const hands = acts.flatMap((act) => (act.kind === 'hand' ? [act.isUp] : []))
    expect(hands.length).toBeGreaterThan(2)
    expect(hands).toEqual(hands.map((_hand, index) => index % 2 === 0))
    expect(acts.filter(({ kind }) => kind === 'type').length).toBeGreaterThan(100)
    const strokes = acts.flatMap((act) => (act.kind === 'draw' ? [act.stroke] : []))
    expect(strokes.filter(({ isDone }) => isDone).length).toBeGreaterThan(50)
    // A stroke grows, and begins where it has begun.
    strokes.slice(1).forEach(({ x, points }, index) => {
      const before = strokes[index]
      if (before === undefined || before.isDone) return
      expect(x).toBe(before.x)
      expect(points.slice(0, before.points.length)).toEqual(before.points)
    })
    expect(lifeOf(seed, false).some(({ kind }) => kind === 'type' || kind === 'draw')).toBe(false)
  },
)
