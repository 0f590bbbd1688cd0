import { memoryStore, type RelayOptions, systemClock } from '../../server/index.ts'
import { onTestCleanup } from './cleanup.ts'
import { clientRoom } from './client-room.ts'
import { keptOpen } from './faulty-store.ts'
import { MemoryBus } from './memory-bus.ts'
import { randomFrom } from './random.ts'
import { startRelay } from './start-relay.ts'
import { SECRET, token } from './tokens.ts'

const ROOM = 'lesson'
const NAMES = ['a', 'b', 'c'] as const

/** Three relays of this process that share a store and a bus, and a way to join the room `lesson` at each. */
export const relayCluster = async ({ store = memoryStore(), ...options }: RelayOptions = {}) => {
  const bus = new MemoryBus(options.clock ?? systemClock, randomFrom(1))
  onTestCleanup(() => store.close())
  const start = (name: string) =>
    startRelay({ secrets: [SECRET], store: keptOpen(store), bus: bus.connect(name), ...options })
  const relays = await Promise.all(NAMES.map(start))
  const join = async (node: number, sub: string, role: 'host' | 'member' | 'attendee' = 'member') => {
    const room = clientRoom(relays[node]?.wsUrl ?? '', ROOM, { token: await token({ sub, name: sub, role }) })
    room.self.set({ x: node, y: 0 })
    await room.connected()
    return room
  }
  return { bus, relays, join }
}
