import { expect, test } from 'vitest'
import { addressOf } from '../../server/gate/address.ts'
import { createConnectionLimits } from '../../server/gate/connection-slots.ts'
import { Counts } from '../../server/gate/counts.ts'
import type { RoomId } from '../../shared/index.ts'
import { randomFrom, someSeed } from '../support/random.ts'

const seed = someSeed()

test(`[LM1][LM2] slots are counted exactly, whoever comes and goes in whatever order (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const most = { connections: 20, address: 8, room: 6 }
  const limits = createConnectionLimits(most, new Counts(most.address))
  const held: { readonly address: string; readonly room: string | null; readonly release: () => void }[] = []
  const count = (key: 'address' | 'room', name: string) => held.filter((one) => one[key] === name).length
  for (let i = 0; i < 5_000; i++) {
    if (random.below(2) === 0 && held.length > 0) {
      const [gone] = held.splice(random.below(held.length), 1)
      gone?.release()
      gone?.release()
      continue
    }
    const address = `address ${random.below(4)}`
    const room = `room ${random.below(5)}`
    const slot = await limits.take(address)
    const mayCome = held.length < most.connections && count('address', address) < most.address
    expect(slot.ok).toBe(mayCome)
    if (!slot.ok) continue
    const mayEnter = count('room', room) < most.room
    expect(slot.value.takeRoom(room as RoomId)).toBe(mayEnter)
    if (mayEnter) held.push({ address, room, release: slot.value.release })
    else slot.value.release()
    expect(limits.taken).toBe(held.length)
  }
  for (const { release } of held) release()
  expect(limits.taken).toBe(0)
})

test('[LM2] a slot that was released before it took a room takes none', async () => {
  const limits = createConnectionLimits({ connections: 9, room: 1 }, new Counts(9))
  const [first, second] = [await limits.take('a'), await limits.take('a')]
  if (!first.ok || !second.ok) throw new Error('there is room for two')
  first.value.release()
  expect(first.value.takeRoom('lesson' as RoomId)).toBe(true)
  expect(second.value.takeRoom('lesson' as RoomId)).toBe(true)
  expect(limits.taken).toBe(1)
})

test('[LM2] a room is full with those that other nodes have', async () => {
  const limits = createConnectionLimits({ connections: 9, room: 3 }, new Counts(9), (room) =>
    room === 'lesson' ? 2 : 0,
  )
  const take = async (room: string) => {
    const slot = await limits.take('a')
    return slot.ok && slot.value.takeRoom(room as RoomId)
  }
  const taken = [await take('lesson'), await take('lesson'), await take('other'), await take('other')]
  expect(taken).toEqual([true, false, true, true])
})

test.each([
  ['nobody is believed by default', '192.0.2.1', '198.51.100.7', 0, '192.0.2.1'],
  ['one proxy tells its client', '10.0.0.1', '198.51.100.7', 1, '198.51.100.7'],
  ['what the client itself sent is not believed', '10.0.0.1', 'forged, 198.51.100.7', 1, '198.51.100.7'],
  ['two proxies', '10.0.0.1', '9.9.9.9, 198.51.100.7, 10.0.0.2', 2, '198.51.100.7'],
  ['fewer entries than proxies', '10.0.0.1', '198.51.100.7', 3, '198.51.100.7'],
  ['no header', '10.0.0.1', undefined, 1, '10.0.0.1'],
  ['what is no address', '10.0.0.1', 'unknown', 1, '10.0.0.1'],
  ['with a port', '10.0.0.1', '198.51.100.7:4711', 1, '198.51.100.7'],
  ['IPv6 with a port', '10.0.0.1', '[2001:db8:1:2::5]:4711', 1, '2001:db8:1:2'],
  ['IPv4 in IPv6', '::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
  ['IPv6: the /64 is one', '2001:db8:1:2:aaaa:bbbb:cccc:dddd', undefined, 0, '2001:db8:1:2'],
  ['IPv6 with zeros left out', '2001:DB8::1', undefined, 0, '2001:db8:0:0'],
  ['IPv6 with a zone', 'fe80::1%eth0', undefined, 0, 'fe80:0:0:0'],
  ['IPv6 loopback', '::1', undefined, 0, '0:0:0:0'],
  ['no socket', undefined, undefined, 0, 'unknown'],
])('[LM5] the address: %s', (_what, remote, forwardedFor, proxies, address) => {
  expect(addressOf(remote, forwardedFor, proxies)).toBe(address)
})
