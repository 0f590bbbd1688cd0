import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { Uploads } from '../../server/http/api/uploads.ts'
import { sumOf } from '../support/relay-metrics.ts'

const setup = (uploads: number) => {
  const metrics = createMetrics()
  const held = async () => sumOf(await metrics.registry.metrics(), 'homeroom_upload_bytes')
  return { uploads: new Uploads({ limits: { ...DEFAULT_LIMITS, uploads }, metrics }), held }
}

test('[HT7][X33] bodies that come at once have a limit together, and one by itself is taken', async () => {
  const { uploads, held } = setup(100)
  const [one, two] = [uploads.begin(), uploads.begin()]
  expect(one.growTo(60)).toBe(true)
  expect(two.growTo(40)).toBe(true)
  expect(two.growTo(41)).toBe(false)
  expect(two.growTo(30)).toBe(true)
  expect(await held()).toBe(100)
  one.end()
  one.end()
  expect(await held()).toBe(40)
  expect(two.growTo(1_000)).toBe(true)
  two.end()
  expect(await held()).toBe(0)
})

test('[HT7][X33] one is decoded at a time, in order, and everything else has its turn between two of them', async () => {
  const { uploads } = setup(100)
  const done: string[] = []
  const works = ['a', 'b', 'c'].map((name) =>
    uploads.inTurn(async () => {
      done.push(name)
      setImmediate(() => done.push(`after ${name}`))
      if (name === 'a') throw new Error('This one cannot be decoded.')
    }),
  )
  const [first] = await Promise.allSettled(works)
  expect(first?.status).toBe('rejected')
  await new Promise(setImmediate)
  expect(done).toEqual(['a', 'after a', 'b', 'after b', 'c', 'after c'])
})
