import { expect, test, vi } from 'vitest'
import { onTestCleanup } from '../../../support/cleanup.ts'
import { fakeConnection, frames, whole } from '../fake-relay.ts'

test('[PR7] what the compact wire told stays for as long as the socket; other relays must renew', async () => {
  // Before the first import of it: lib0 keeps the `Date.now` that it finds.
  vi.useFakeTimers()
  onTestCleanup(() => vi.useRealTimers())
  const { Awareness } = await import('y-protocols/awareness')
  const { Doc } = await import('yjs')
  const { writeStates } = await import('../../../../client/presence/awareness-writer.ts')
  const { PresenceChannel } = await import('../../../../client/presence/presence-channel.ts')
  const { listenToStock } = await import('../../../../client/presence/stock-presence.ts')
  const awareness = new Awareness(new Doc())
  const { connection, give } = fakeConnection()
  const channel = new PresenceChannel({
    awareness,
    write: (said) => writeStates(awareness, said, () => undefined),
    channel: connection,
    environment: {
      nowMs: () => 0,
      after: () => () => undefined,
      report: () => undefined,
      isHidden: () => false,
    },
    throttleMs: 50,
    self: { isPresent: { get: () => true }, stamps: () => ({}) },
    protocol: { welcome: { limits: { stateBytes: 16_384, updateBytes: 8_388_608 } } },
    onSnapshot: () => undefined,
    onCrowd: () => undefined,
    onFault: () => undefined,
  })
  listenToStock(connection, awareness, (said) => channel.take(said))
  const others = () => [...awareness.getStates().keys()].filter((clientId) => clientId !== awareness.clientID)

  give(frames.presence(whole(1, 10, { name: 'compact' })))
  give(frames.awareness([20, 1, { name: 'stock' }]))
  expect(others()).toEqual([10, 20])
  vi.advanceTimersByTime(60_000)
  expect(others()).toEqual([10])
  vi.advanceTimersByTime(24 * 3_600_000)
  expect(others()).toEqual([10])
  channel.lost()
  expect(others()).toEqual([])
  awareness.destroy()
})
