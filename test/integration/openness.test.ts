// A relay that was left open says so, once people of other machines reach it.
import { expect, test } from 'vitest'
import type { RelayOptions } from '../../server/index.ts'
import { openSocket } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET } from '../support/tokens.ts'

/** What is logged of two joins and a plain request that a proxy passes on. */
const warningsOf = async (options: RelayOptions, headers = { 'x-forwarded-for': '203.0.113.7' }) => {
  const { log, lines } = memoryLog()
  const { url, wsUrl } = await startRelay({ log, ...options })
  for (const room of ['lesson', 'hall'])
    await openSocket(`${wsUrl}/${room}`, { headers }).catch(() => undefined)
  await fetch(`${url}/healthz`, { headers })
  return lines.filter(({ level }) => level === 'warn').map(({ message }) => message)
}

test('[X60] a relay that nobody has closed or opened warns once of a request from elsewhere', async () => {
  expect(await warningsOf({ trustProxy: 1 })).toEqual([expect.stringContaining('lets in anybody')])
})

test.each<[string, RelayOptions]>([
  ['the relay is meant to be open', { trustProxy: 1, anonymous: 'join' }],
  ['it verifies tokens', { trustProxy: 1, secrets: [SECRET] }],
  ['all requests are of this machine', {}],
])('[X60] it does not warn where %s', async (_, options) => {
  expect(await warningsOf(options)).toEqual([])
})
