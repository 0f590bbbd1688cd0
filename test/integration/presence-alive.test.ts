import { expect, test } from 'vitest'
import { presenceEvents } from '../support/presence-events.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** y-websocket ends a socket that brought nothing for 30 s, and looks every 3 s: by then it would have happened. */
const WATCHDOG_MS = 42_000

/** In real time, since that is what the watchdog of a stock client knows: one test for all that needs it. */
test('[PR7] V11 V18 C10 C81 lone clients stay connected, and nobody expires while the socket lives', async () => {
  const { wsUrl } = await startRelay()
  const lone = stockClient(wsUrl, 'lone', { state: { name: 'Ada' } })
  const lurker = stockClient(wsUrl, 'lurker', { state: null })
  const old = stockClient(wsUrl, 'old', { version: '2.1.0', state: null })
  const observer = stockClient(wsUrl, 'lesson', { state: {} })
  const idle = stockClient(wsUrl, 'lesson', { state: { name: 'idle' } })
  await observer.waitFor(idle)
  // As in a tab whose timers stand still: it renews nothing and looks at nothing.
  clearInterval((idle.awareness as unknown as { _checkInterval: NodeJS.Timeout })._checkInterval)

  const clients = [lone, lurker, old, observer, idle]
  for (const client of clients) await client.synced()
  const sockets = clients.map((client) => client.socket())
  const events = [lone, lurker, old, observer].map(({ awareness }) => presenceEvents(awareness))
  const endMs = performance.now() + WATCHDOG_MS
  await until(() => performance.now() >= endMs, 'the watchdog would have struck', 2 * WATCHDOG_MS)

  expect(clients.map((client) => client.socket() === sockets[clients.indexOf(client)])).toEqual(
    clients.map(() => true),
  )
  expect(clients.map(({ provider }) => provider.wsconnected)).toEqual(clients.map(() => true))
  expect(events).toEqual([[], [], [], []])
  expect(observer.sees(idle)).toEqual({ name: 'idle' })
}, 120_000)
