import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { sideBySide } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const UPLOAD_BYTES = 1_000_000
const BYTES_PER_SECOND = 100_000

/** A move is sent at most this often, and passed on by the tick. */
const MOVE_MS = 60

/** Far above what a move takes, and far below what the upload does. */
const MOVED_MS = 1_000

const percentile = (values: readonly number[], part: number): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN)

const UPLOADERS = {
  own: (wsUrl: string) => {
    const { text, connected, room } = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
    return { text, joined: connected, isThere: () => room.status.get().state === 'connected' }
  },
  stock: (wsUrl: string) => {
    const { text, synced, provider } = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
    return { text, joined: synced, isThere: () => provider.wsconnected }
  },
} as const

/** Somebody uploads much on a slow line while others move: how long their moves take, and what becomes of the uploader. */
const upload = async (kind: keyof typeof UPLOADERS) => {
  const { url, wsUrl } = await startRelay()
  const line = await startFaultProxy(url, { bytesPerSecond: { up: BYTES_PER_SECOND } })
  const mover = clientRoom(wsUrl, 'lesson', { presence: { name: 'mover', x: 0 } })
  const watcher = clientRoom(wsUrl, 'lesson', { presence: { name: 'watcher' } })
  const uploader = UPLOADERS[kind](line.wsUrl)
  await Promise.all([uploader.joined(), watcher.waitFor('mover'), watcher.waitFor('Ada')])
  const startMs = performance.now()
  uploader.text.insert(0, 'x'.repeat(UPLOAD_BYTES))
  const movedMs: number[] = []
  for (let move = 1; watcher.text.length === 0; move++) {
    const x = (move % 50_000) / 50_000
    const sentMs = performance.now()
    mover.self.set({ x })
    await watcher.waitFor('mover', (person) => person.x === x)
    movedMs.push(performance.now() - sentMs)
    expect(uploader.isThere()).toBe(true)
    await until(() => performance.now() >= sentMs + MOVE_MS)
  }
  const tookMs = Math.round(performance.now() - startMs)
  await until(() => mover.text.length === UPLOAD_BYTES)
  expect([line.accepted(), await metricOf(url, 'homeroom_connections')]).toEqual([1, 3])
  return { tookMs, moves: movedMs.length, p50: percentile(movedMs, 0.5), p95: percentile(movedMs, 0.95) }
}

test.concurrent(
  '[LI1][CL3][FO1] a megabyte that takes 10 s to be sent delays nobody else, and its sender is not taken for dead',
  sideBySide(async () => {
    const both = await Promise.all([upload('own'), upload('stock')])
    console.log('slow uplink, in ms:', JSON.stringify(both))
    for (const { tookMs, moves, p95 } of both) {
      expect(tookMs).toBeGreaterThan((UPLOAD_BYTES / BYTES_PER_SECOND) * 500)
      expect(moves).toBeGreaterThan(50)
      expect(p95).toBeLessThan(MOVED_MS)
    }
  }),
  60_000,
)

test.concurrent(
  '[CL3] a document that takes 15 s to come or to be sent comes and is sent, where nobody else says anything',
  sideBySide(async () => {
    const bytes = 1.5 * UPLOAD_BYTES
    const transfer = async (what: 'sent' | 'asked for' | 'told') => {
      const { url, wsUrl } = await startRelay()
      const slowWay = what === 'sent' ? 'up' : 'down'
      const line = await startFaultProxy(url, { bytesPerSecond: { [slowWay]: BYTES_PER_SECOND } })
      const other = stockClient(wsUrl, 'lesson', { state: null })
      await other.synced()
      const write = ({ text }: { text: Y.Text }) => text.insert(0, 'x'.repeat(bytes))
      if (what === 'asked for') {
        write(other)
        const reader = stockClient(wsUrl, 'lesson', { state: null })
        await until(() => reader.text.length === bytes, 'the relay has it')
        reader.provider.destroy()
      }
      const slow = clientRoom(line.wsUrl, 'lesson', { presence: { name: 'Ada' } })
      if (what !== 'asked for') {
        await slow.connected()
        write(what === 'sent' ? slow : other)
      }
      await until(() => [other, slow].every(({ text }) => text.length === bytes), what, 40_000)
      return line.accepted()
    }
    const all = await Promise.all([transfer('sent'), transfer('asked for'), transfer('told')])
    expect(all).toEqual([1, 1, 1])
  }),
  60_000,
)

test('[LI1] whoever sends one frame for minutes is heard by its bytes, and is not ended', async () => {
  const { clock, advance } = fakeClock()
  const { url, wsUrl } = await startRelay({ clock })
  // The relay's time goes 25 times as fast as that of the line.
  const line = await startFaultProxy(url, { bytesPerSecond: { up: 5 * BYTES_PER_SECOND } })
  const watcher = stockClient(wsUrl, 'lesson', { state: { name: 'watcher' } })
  const uploader = stockClient(line.wsUrl, 'lesson', { state: { name: 'Ada' } })
  await Promise.all([uploader.synced(), watcher.synced(), watcher.waitFor(uploader)])
  uploader.text.insert(0, 'x'.repeat(3 * UPLOAD_BYTES))
  let passedMs = 0
  while (watcher.text.length === 0) {
    const nextMs = performance.now() + 100
    await until(() => performance.now() >= nextMs)
    advance(2_500)
    passedMs += 2_500
    expect([line.accepted(), watcher.sees(uploader)]).toEqual([1, { name: 'Ada' }])
  }
  expect(passedMs).toBeGreaterThan(60_000)
  await until(() => watcher.text.length === 3 * UPLOAD_BYTES, 'all of it is told')
})
