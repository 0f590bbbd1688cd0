import { createContext } from '../../server/base/context.ts'
import { Node } from '../../server/bus/node.ts'
import { redisBus } from '../../server/bus/redis-bus.ts'
import { systemClock } from '../../server/index.ts'
import type { RoomId } from '../../shared/index.ts'
import { TinyRoom } from './bus-nodes.ts'
import { onTestCleanup } from './cleanup.ts'
import { memoryLog } from './memory-log.ts'
import { until } from './until.ts'

const LESSON = 'lesson' as RoomId

/** A node on a real bus, swept as a relay sweeps it. */
export const startNode = (url: string) => {
  const log = memoryLog()
  const context = createContext({ clock: systemClock, log: log.log })
  const node = new Node({ ...context, transport: redisBus(url) })
  const stop = systemClock.every(250, () => node.sweep())
  onTestCleanup(async () => {
    stop()
    await node.close()
  })
  return { node, log, room: new TinyRoom(node, LESSON) }
}

type Started = ReturnType<typeof startNode>

/** Whether each knows what the others have said last. */
export const areEqual = (all: readonly Started[]): boolean =>
  all.every(({ room }) =>
    all.every((other) => other.room === room || room.known.get(other.node.id)?.said === other.room.own.said),
  )

export const knowEachOther = (all: readonly Started[]) =>
  until(() => all.every(({ room, node }) => room.channel.others.size === all.length - 1 && node.isUp))

export const sayAll = (all: readonly Started[]) => {
  for (const { room } of all) room.say()
}
