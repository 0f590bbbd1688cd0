import { EventEmitter } from 'node:events'
import type { Context as HonoContext } from 'hono'
import { expect, test, vi } from 'vitest'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { Downloads } from '../../server/http/api/downloads.ts'
import type { Env } from '../../server/http/env.ts'
import { ok, type RoomId } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'

const MIB = 1024 * 1024

const [ROOM, OTHER] = ['room', 'other'] as [RoomId, RoomId]

/** A request whose answer is sent when `sent` is called. */
const asked = () => {
  const outgoing = Object.assign(new EventEmitter(), { closed: false })
  const incoming = { socket: { destroyed: false } }
  const c = { env: { incoming, outgoing } } as unknown as HonoContext<Env>
  return { c, socket: incoming.socket, sent: () => outgoing.emit('close') }
}

const document = async (bytes: number) => ok({ response: new Response(), bytes })

test('[HT6][VE1] documents that nobody has taken yet have 64 MiB together and one more, and are made one after the other', async () => {
  const downloads = new Downloads({ metrics: createMetrics(), limits: DEFAULT_LIMITS })
  const [one, two, three] = [asked(), asked(), asked()]
  const order: string[] = []
  const slow = Promise.withResolvers<void>()
  const first = downloads.make(one.c, ROOM, async () => {
    await slow.promise
    order.push('one')
    return document(60 * MIB)
  })
  const second = downloads.make(two.c, OTHER, () => {
    order.push('two')
    return document(60 * MIB)
  })
  slow.resolve()
  expect([(await first).ok, (await second).ok]).toEqual([true, true])
  expect(order).toEqual(['one', 'two'])
  expect(await downloads.make(three.c, ROOM, () => document(1))).toMatchObject({ fault: { code: 'busy' } })
  one.sent()
  expect((await downloads.make(three.c, ROOM, () => document(1))).ok).toBe(true)
})

test('[HT6] nothing is made for a socket that has gone, and one that fails keeps no other from being made', async () => {
  const downloads = new Downloads({ metrics: createMetrics(), limits: DEFAULT_LIMITS })
  const gone = asked()
  gone.socket.destroyed = true
  expect((await downloads.make(gone.c, ROOM, () => expect.fail('it is made'))).ok).toBe(false)
  const failing = downloads.make(asked().c, ROOM, () => Promise.reject(new Error('the disk is full')))
  await expect(failing).rejects.toThrow('the disk is full')
  expect((await downloads.make(asked().c, ROOM, () => document(1))).ok).toBe(true)
})

test('[HT6] a store that does not answer for one document keeps no other from being made for longer than ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestCleanup(() => vi.useRealTimers())
  const downloads = new Downloads({ metrics: createMetrics(), limits: DEFAULT_LIMITS })
  const hung = Promise.withResolvers<Awaited<ReturnType<typeof document>>>()
  const first = downloads.make(asked().c, ROOM, () => hung.promise)
  let made = 0
  const again = Array.from({ length: 5 }, () => downloads.make(asked().c, ROOM, () => document(1)))
  const next = downloads.make(asked().c, OTHER, () => {
    made += 1
    return document(1)
  })
  await vi.advanceTimersByTimeAsync(9_000)
  expect(made).toBe(0)
  await vi.advanceTimersByTimeAsync(1_000)
  expect((await next).ok).toBe(true)
  // Those who have asked for the one that hangs have taken no turn.
  expect((await downloads.make(asked().c, OTHER, () => document(1))).ok).toBe(true)
  hung.resolve(await document(1))
  expect((await Promise.all([first, ...again])).every(({ ok: isMade }) => isMade)).toBe(true)
})

test('[HT6] every long answer counts until it is taken, and with documents; short ones are never refused', async () => {
  const downloads = new Downloads({ metrics: createMetrics(), limits: { ...DEFAULT_LIMITS, downloads: MIB } })
  const long = (bytes: number) => new Response(null, { headers: { 'Content-Length': `${bytes}` } })
  const [one, two, three] = [asked(), asked(), asked()]
  expect(downloads.letOut(one.c, long(MIB - 1)).ok).toBe(true)
  expect(downloads.letOut(two.c, long(20_000)).ok).toBe(true)
  expect(downloads.letOut(three.c, long(20_000))).toMatchObject({ fault: { code: 'busy' } })
  expect(await downloads.make(three.c, ROOM, () => document(1))).toMatchObject({ fault: { code: 'busy' } })
  for (const short of [long(16_384), new Response('of no said length')])
    expect(downloads.letOut(three.c, short).ok).toBe(true)
  one.sent()
  expect(downloads.letOut(three.c, long(MIB)).ok).toBe(true)
  expect(downloads.letOut(asked().c, long(20_000)).ok).toBe(false)
})
