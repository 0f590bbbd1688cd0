import { expect, test, vi } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { CLOSES, REFUSALS, TYPE } from '../../shared/index.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stopDate } from '../support/stopped-date.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** What the relay's clock may differ from that of whoever signs, in ms. */
const TOLERANCE_MS = 5_000

const gated = () => startRelay({ secrets: [SECRET] })

/** The room's timers that are far away are due at once, `times` times: those that renew a token. */
const hastyEnvironment = (times: number) => {
  const node = nodeEnvironment()
  let left = times
  return {
    ...node,
    after(ms: number, work: () => void) {
      const isRenewal = ms > 60_000 && left-- > 0
      return node.after(isRenewal ? 10 : ms, work)
    },
  }
}

/** A failure that is known of from the start, and handled by whoever waits for it. */
const offline = (): Promise<string> => {
  const failing = Promise.reject(new Error('offline'))
  failing.catch(() => undefined)
  return failing
}

/** A token function that gives these one after the other, and then the last one for ever. */
const inTurn = (...tokens: (string | Promise<string>)[]) => {
  let calls = 0
  return vi.fn(() => tokens[Math.min(calls++, tokens.length - 1)] as string)
}

const refusalsOf = (url: string, code: string) => metricOf(url, 'homeroom_refusals_total', { code })

test('[CL4] a token that is over when it arrives is asked for again, and the next one lets in', async () => {
  const { wsUrl, url } = await gated()
  const source = inTurn(token({ ttlSeconds: -60 }), token())
  const room = clientRoom(wsUrl, 'lesson', { token: source })
  await room.connected()
  expect([source.mock.calls.length, room.sockets.length]).toEqual([2, 2])
  expect(await refusalsOf(url, 'token-expired')).toBe(1)
})

test('[CL4][CL2] where every token is over, each try asks once and waits longer', async () => {
  const { wsUrl } = await gated()
  const source = inTurn(token({ ttlSeconds: -60 }))
  const room = clientRoom(wsUrl, 'lesson', { token: source })
  await until(() => {
    const status = room.status.get()
    return status.state === 'disconnected' && status.attempt >= 4
  })
  expect(room.status.get()).toMatchObject({ reason: expect.stringContaining('token-expired') })
  expect(source.mock.calls.length).toBe(room.sockets.length)
})

test('C38 [CL4] a token that ended while there was no relay is never shown to it', async () => {
  const pass = stopDate()
  const store = keptOpen(memoryStore())
  const relay = await startRelay({ secrets: [SECRET], store })
  const source = vi.fn(() => token())
  const room = clientRoom(relay.wsUrl, 'lesson', { token: source })
  await room.connected()
  await relay.close()
  await until(() => room.status.get().state === 'disconnected')
  pass(120_000)
  const again = await startRelay({ secrets: [SECRET], store, port: Number(new URL(relay.url).port) })
  await room.connected()
  expect(source).toHaveBeenCalledTimes(2)
  expect(await refusalsOf(again.url, 'token-expired')).toBe(0)
})

test('[CL4] a renewal that fails leaves the token to its end, and then another one is asked for', async () => {
  const pass = stopDate()
  const { wsUrl } = await gated()
  const source = inTurn(token({ ttlSeconds: 600 }), offline(), token({ ttlSeconds: 9_000 }))
  const room = clientRoom(wsUrl, 'lesson', { token: source, environment: hastyEnvironment(1) })
  await until(() => source.mock.calls.length === 2)
  await room.connected()
  expect(room.sockets).toHaveLength(1)
  pass(600_000 + TOLERANCE_MS)
  await until(() => room.sockets.length === 2)
  await room.connected()
  expect(source).toHaveBeenCalledTimes(3)
})

test('[CL4] a renewal that never ends does not keep the room from coming back', async () => {
  const pass = stopDate()
  const { wsUrl } = await gated()
  const never = new Promise<string>(() => undefined)
  const source = inTurn(token({ ttlSeconds: 600 }), never, token({ ttlSeconds: 9_000 }))
  const room = clientRoom(wsUrl, 'lesson', { token: source, environment: hastyEnvironment(1) })
  await until(() => source.mock.calls.length === 2)
  pass(600_000 + TOLERANCE_MS)
  await until(() => room.sockets.length === 2)
  await room.connected()
})

test('[CL4] a token function that does not answer is asked again, and can be left', async () => {
  const { wsUrl } = await gated()
  const node = nodeEnvironment()
  const never = new Promise<string>(() => undefined)
  const source = inTurn(never, token())
  // What is waited for long is over at once.
  const environment = {
    ...node,
    after: (ms: number, work: () => void) => node.after(Math.min(ms, 500), work),
  }
  const room = clientRoom(wsUrl, 'lesson', { token: source, environment })
  await until(() => room.status.get().state === 'disconnected')
  expect(room.status.get()).toMatchObject({ reason: expect.stringContaining('token') })
  expect(room.sockets).toHaveLength(0)
  await until(() => room.sockets.length === 1)

  const hanging = clientRoom(wsUrl, 'lesson', { token: () => never })
  hanging.room.leave()
  expect(hanging.status.get()).toEqual({ state: 'left' })
  expect(hanging.sockets).toHaveLength(0)
})

test.each([
  ['the page of a login', '<!doctype html><title>Log in</title>'],
  ['a token in quotation marks', '"a.b.c"'],
  ['nothing', undefined as unknown as string],
])('[CL4] a function that gives %s is told so, and asked again', async (_what, given) => {
  const { wsUrl } = await gated()
  const source = inTurn(given, token())
  const room = clientRoom(wsUrl, 'lesson', { token: source })
  await until(() => room.status.get().state === 'disconnected')
  expect(room.status.get()).toMatchObject({
    reason: 'the token could not be got: what the function gave is no token',
  })
  expect(room.sockets).toHaveLength(0)
  await room.connected()
  expect(source).toHaveBeenCalledTimes(2)
})

test('[CL4] a renewal that gives no token is not sent to the relay', async () => {
  const { wsUrl } = await gated()
  const source = inTurn(token({ ttlSeconds: 600 }), '<!doctype html>')
  const room = clientRoom(wsUrl, 'lesson', { token: source, environment: hastyEnvironment(1) })
  await until(() => source.mock.calls.length === 2)
  await room.connected()
  expect(room.sent.filter(([type]) => type === TYPE.token)).toEqual([])
})

test('[CL4] who gives out tokens that are over, by the clock of the page, is not asked again and again', async () => {
  const { wsUrl } = await gated()
  const node = nodeEnvironment()
  // This page's clock is a day ahead.
  const environment = { ...node, wallMs: () => node.wallMs() + 86_400_000 }
  const source = vi.fn(() => token({ ttlSeconds: 600 }))
  const room = clientRoom(wsUrl, 'lesson', { token: source, environment, presence: { name: 'Ada' } })
  const other = clientRoom(wsUrl, 'lesson', { token: await token({ sub: 'b' }) })
  await room.connected()
  for (const x of [0.1, 0.2, 0.3]) {
    room.self.set({ x })
    await until(() => other.people.get().some((person) => person.x === x))
  }
  expect(source).toHaveBeenCalledOnce()
})

test('[CL4][CC1] a token that is a string ends the room with it: one socket, and the reason', async () => {
  const pass = stopDate()
  const { wsUrl, url } = await gated()
  const room = clientRoom(wsUrl, 'lesson', { token: await token() })
  await room.connected()
  pass(60_000 + TOLERANCE_MS)
  await until(() => room.status.get().state === 'closed')
  expect(room.status.get()).toMatchObject({ code: CLOSES['token-expired'].close, retry: 'refresh' })
  room.reconnect()
  await until(async () => (await refusalsOf(url, 'token-expired')) === 1)
  await until(() => room.status.get().state === 'closed')
  expect(room.sockets).toHaveLength(2)
})

test('C40 [CL4] after a token that was refused for good another one is asked for, when the room is tried by hand', async () => {
  const { wsUrl } = await gated()
  const source = inTurn(token({}, 'another-secret-that-the-relay-lacks'), token())
  const room = clientRoom(wsUrl, 'lesson', { token: source })
  await until(() => room.status.get().state === 'closed')
  expect(room.status.get()).toMatchObject({ code: REFUSALS['token-bad'].close, retry: 'never' })
  room.reconnect()
  await room.connected()
  expect(source).toHaveBeenCalledTimes(2)
})
