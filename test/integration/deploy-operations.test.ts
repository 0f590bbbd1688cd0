import { expect, test } from 'vitest'
import { LIMITS, type LimitName, presetOf } from '../../server/base/limits.ts'
import { systemClock } from '../../server/index.ts'
import { CLOSES, REFUSALS } from '../../shared/index.ts'
import { findFiles, readText, tableRows } from '../support/files.ts'
import { MemoryBus } from '../support/memory-bus.ts'
import { randomFrom } from '../support/random.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { WEBHOOK_SECRET } from '../support/webhook-receiver.ts'

const page = readText('docs/operations.md')

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '')

const metricsAt = async (url: string): Promise<string[]> =>
  matches(await fetch(`${url}/metrics`).then((response) => response.text()), /^# HELP (\w+)/gm)

/** Of a relay with all that it may have, and of one with workers. */
const allMetrics = async (): Promise<string[]> => {
  const webhooks = [{ url: 'http://127.0.0.1/hooks', secret: WEBHOOK_SECRET }]
  const bus = new MemoryBus(systemClock, randomFrom(1)).connect('one')
  const [relay, parent] = [
    await startRelay({ webhooks, bus }),
    await runRelay(['--workers', '2', '--data', ':memory:']),
  ]
  return [...new Set([...(await metricsAt(relay.url)), ...(await metricsAt(parent.url))])]
}

test('[HT1] each metric has its row, and each that is named is there', async () => {
  const metrics = await allMetrics()
  const rows = tableRows(page, 'metric').flatMap(([cell = '']) => matches(cell, /`(homeroom_\w+)/g))
  expect(rows.toSorted()).toEqual(metrics.toSorted())
  expect(matches(page, /`(homeroom_\w+)/g).filter((name) => !metrics.includes(name))).toEqual([])
})

test('each limit has its row, with its preset, its answer and its metric', () => {
  const rows = tableRows(page, 'limit')
  expect(rows.map((row) => row.slice(0, 2))).toEqual(
    (Object.keys(LIMITS) as LimitName[]).map((name) => [name, presetOf(name)]),
  )
  const known = {
    ...REFUSALS,
    ...CLOSES,
    'message-too-large': 0,
    'document-too-large': 0,
    'too-many-claims': 0,
  }
  for (const [, , answer = '', metric = ''] of rows) {
    expect(metric).toMatch(/^`homeroom_/)
    for (const code of matches(answer, /`([a-z-]+)`/g)) expect(known).toHaveProperty([code])
  }
})

test('each error of the log is on the page, with what to do', () => {
  const sources = findFiles('server/**/*.ts').map(readText).join('\n')
  const messages = new Set(matches(sources, /log\.error\([^']*(?:'[\w-]+'[^']*)?'([^']+ [^']+)'\)/g))
  const rows = tableRows(page, 'message').flatMap(([cell = '']) => matches(cell, /`([^`]+)`/g))
  expect(messages.size).toBeGreaterThan(8)
  expect(rows.toSorted()).toEqual([...messages].toSorted())
})
