import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type DrainDeps, drain } from '../../server/drain.ts'
import { memoryStore } from '../../server/index.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { memoryLog } from '../support/memory-log.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

test('[LI3] a drain closes sockets with 1012, waits for the store, is not ready meanwhile, and lets nobody in', async () => {
  const kept = memoryStore()
  const { store, hold, calls } = faultyStore(keptOpen(kept))
  const { relay, wsUrl, url } = await startRelay({ store })
  const client = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await client.synced()
  const codes: number[] = []
  client.provider.on('connection-close', (event: { code: number } | null) => {
    if (event !== null) codes.push(event.code)
  })
  const release = hold('append')
  client.text.insert(0, 'last words')
  await until(() => calls('append') === 1)
  let isClosed = false
  const closing = relay.close().then(() => {
    isClosed = true
  })
  await until(() => codes.length > 0)
  expect(codes[0]).toBe(1012)
  const readiness = await relay.routes.request('/readyz')
  expect(readiness.status).toBe(503)
  expect(await readiness.json()).toMatchObject({ ready: false, draining: true })
  expect((await relay.routes.request('/healthz')).status).toBe(200)
  const join = await relay.routes.request('/lesson', { headers: { upgrade: 'websocket' } }, {})
  expect(join.status).toBe(503)
  expect(await join.json()).toMatchObject({ error: 'draining', retry: 'later' })
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  expect(isClosed).toBe(false)
  release()
  await closing
  const { updates } = await kept.open('lesson')
  expect(updates.length).toBeGreaterThan(0)
})

test('[LI3] whoever was waiting for a slow load when the drain began is sent away', async () => {
  const { store, hold, calls } = faultyStore(memoryStore())
  const { relay, wsUrl } = await startRelay({ store })
  const release = hold('open')
  const ws = new WebSocket(`${wsUrl}/lesson`)
  const { promise: outcome, resolve } = Promise.withResolvers<number>()
  ws.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
  ws.on('close', (code) => resolve(code))
  ws.on('error', () => ws.terminate())
  await until(() => calls('open') === 1)
  const closing = relay.close()
  release()
  await closing
  // Before the handshake or after it: it is told to come back.
  expect([503, 1012]).toContain(await outcome)
})

test('[LI3] closing twice is closing once', async () => {
  const { store, calls } = faultyStore(memoryStore())
  const { relay } = await startRelay({ store })
  await Promise.all([relay.close(), relay.close()])
  await relay.close()
  expect(calls('close')).toBe(1)
})

describe('[LI3] a drain ends within 10 s', () => {
  const never = new Promise<never>(() => undefined)
  const drainWith = async (deps: Partial<Record<'flush' | 'settle' | 'close', () => Promise<unknown>>>) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      const { log, lines } = memoryLog()
      const store = { ...memoryStore(), ...(deps.close && { close: deps.close }) }
      const hub = { flush: deps.flush ?? (async () => true), close: () => undefined }
      const ended: string[] = []
      const connections = {
        size: 1,
        drain: () => ended.push('drain'),
        terminate: () => ended.push('terminate'),
      }
      const isHung = deps.settle !== undefined
      let isDone = false
      const done = drain({
        handles: { drain: () => undefined, abandon: () => undefined },
        hooks: { settle: deps.settle ?? (async () => true) },
        attendanceLog: isHung ? { write: deps.settle } : null,
        versions: isHung ? { idle: deps.settle } : null,
        webhooks: null,
        servers: new Set(),
        sockets: { close: () => undefined },
        connections,
        hub,
        store,
        log,
      } as unknown as DrainDeps).then(() => {
        isDone = true
      })
      await vi.advanceTimersByTimeAsync(10_000)
      expect(isDone).toBe(true)
      await done
      // Once when its time is over, and once for those who came since.
      expect(ended).toEqual(['drain', 'terminate', 'terminate'])
      return lines
    } finally {
      vi.useRealTimers()
    }
  }

  test.each<[string, Partial<Record<'flush' | 'settle' | 'close', () => Promise<unknown>>>]>([
    ['that takes nothing', { flush: async () => false }],
    ['that never answers', { flush: () => never }],
    ['that does not close', { close: () => never }],
    ['of which nothing ends', { flush: () => never, settle: () => never, close: () => never }],
  ])('[LI3] with a client that does not go and a store %s, and says so', async (_what, deps) => {
    const lines = await drainWith(deps)
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error' }))
  })

  test('[LI3] with a client that does not go', async () => {
    expect(await drainWith({})).toEqual([])
  })
})
