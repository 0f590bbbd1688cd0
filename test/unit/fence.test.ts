import { expect, test } from 'vitest'
import { createContext } from '../../server/base/context.ts'
import type { Log } from '../../server/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { sumOf } from '../support/relay-metrics.ts'

const setUp = (log: Log) => {
  const context = createContext({ clock: fakeClock().clock, log })
  const failures = async (where?: string) =>
    sumOf(
      await context.metrics.registry.metrics(),
      'homeroom_failures_total',
      where === undefined ? undefined : { where },
    )
  return { ...context, failures }
}

const failing = (error: unknown) => () => {
  throw error
}

const brokenLog: Log = {
  debug: failing(new Error('no debug')),
  info: failing(new Error('no info')),
  warn: failing('not even an error'),
  error: failing(undefined),
}

test('work that fails is stopped at its door, counted there, and logged with what it is about', async () => {
  const { log, lines } = memoryLog()
  const { fence, failures } = setUp(log)
  const error = new Error('a bug')
  expect(fence.run('sweep', { room: 'lesson' }, failing(error))).toBe(false)
  expect(fence.run('entry', { connection: 'c' }, failing(undefined))).toBe(false)
  expect([await failures('sweep'), await failures('entry'), await failures()]).toEqual([1, 1, 2])
  expect(lines.map(({ level, fields }) => [level, fields])).toEqual([
    ['error', { room: 'lesson', where: 'sweep', err: error }],
    ['error', { connection: 'c', where: 'entry', err: undefined }],
  ])
})

test('work that does not fail is done once, and nothing is said of it', async () => {
  const { log, lines } = memoryLog()
  const { fence, failures } = setUp(log)
  let done = 0
  const work = () => {
    done += 1
  }
  expect(fence.run('sweep', {}, work)).toBe(true)
  expect([done, await failures(), lines]).toEqual([1, 0, []])
})

test('what was caught elsewhere is counted and logged alike, also where it is about nothing', async () => {
  const { log, lines } = memoryLog()
  const { fence, failures } = setUp(log)
  fence.failed('upgrade', 'a bug')
  expect(await failures('upgrade')).toBe(1)
  expect(lines.map(({ fields }) => fields)).toEqual([{ where: 'upgrade', err: 'a bug' }])
})

test('a log of the host is told what there is to say, by level', () => {
  const { log, lines } = memoryLog()
  const { log: fenced } = setUp(log)
  for (const level of ['debug', 'info', 'warn', 'error'] as const) fenced[level]({ level }, `a ${level}`)
  expect(lines).toEqual(
    ['debug', 'info', 'warn', 'error'].map((level) => ({ level, fields: { level }, message: `a ${level}` })),
  )
})

test('a log of the host that throws ends nothing, whatever it throws, and is counted', async () => {
  const { log, failures } = setUp(brokenLog)
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]({}, 'unheard')
  expect([await failures('log'), await failures()]).toEqual([4, 4])
})

test('work that fails beside a log that throws costs no more than itself', async () => {
  const { fence, failures } = setUp(brokenLog)
  expect(fence.run('message', {}, failing(new Error('a bug')))).toBe(false)
  expect([await failures('message'), await failures('log')]).toEqual([1, 1])
})
