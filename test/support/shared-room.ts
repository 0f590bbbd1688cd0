import type { RoomId } from '../../shared/index.ts'
import { BusNodes, TinyRoom } from './bus-nodes.ts'
import { fakeClock } from './fake-clock.ts'

export const LESSON = 'lesson' as RoomId

export const nodesOf = async (...names: string[]) => {
  const nodes = new BusNodes(fakeClock(), 1, names)
  await nodes.pass(1_000)
  return nodes
}

/** The same room on several nodes, which know each other. */
export const sharedRoom = async (...names: string[]) => {
  const nodes = await nodesOf(...names)
  const rooms = names.map((name) => new TinyRoom(nodes.node(name), LESSON))
  await nodes.pass(2_000)
  for (const room of rooms) room.happened.length = 0
  return { nodes, rooms: rooms as [TinyRoom, TinyRoom, ...TinyRoom[]] }
}

export const metric = async (nodes: BusNodes, name: string, of: string): Promise<string | undefined> => {
  const text = await nodes.contexts.get(name)?.metrics.registry.metrics()
  return text?.split('\n').find((line) => line.startsWith(`${of} `))
}
