// Methods behind every door of the relay, any of which a test makes throw.
import { vi } from 'vitest'
import { ClientSocket } from '../../server/connections/client-socket.ts'
import { Connection } from '../../server/connections/connection.ts'
import { ConnectionRegistry } from '../../server/connections/connection-registry.ts'
import { DisconnectHistory } from '../../server/connections/disconnect-history.ts'
import { DocumentMessages } from '../../server/connections/document-messages.ts'
import { Heartbeat } from '../../server/connections/heartbeat.ts'
import { MessageHandler } from '../../server/connections/message-handler.ts'
import { PresenceMessages } from '../../server/connections/presence-messages.ts'
import { ProtocolV1 } from '../../server/connections/protocol-v1.ts'
import { Violations } from '../../server/connections/violations.ts'
import { Document } from '../../server/document/document.ts'
import { AnswerMemory } from '../../server/fanout/answer-memory.ts'
import { Broadcast } from '../../server/fanout/broadcast.ts'
import { DocumentOutbox } from '../../server/fanout/document-outbox.ts'
import { Packet, PacketWriter } from '../../server/fanout/packet.ts'
import { PresenceFeed } from '../../server/fanout/presence-feed.ts'
import { PresenceOutbox } from '../../server/fanout/presence-outbox.ts'
import { Scheduler } from '../../server/fanout/scheduler.ts'
import { SignalOutbox } from '../../server/fanout/signal-outbox.ts'
import { UpdateFeed } from '../../server/fanout/update-feed.ts'
import { WIRES } from '../../server/fanout/wires/index.ts'
import { Ownership } from '../../server/presence/ownership.ts'
import { PresenceTable } from '../../server/presence/presence-table.ts'
import { Takeovers } from '../../server/presence/takeovers.ts'
import { Hub } from '../../server/rooms/hub.ts'
import { Journal } from '../../server/rooms/journal.ts'
import { Moderation } from '../../server/rooms/moderation.ts'
import { Room } from '../../server/rooms/room.ts'
import { RoomPresence } from '../../server/rooms/room-presence.ts'
import { onTestCleanup } from './cleanup.ts'

const methods = <Target extends object>(target: Target, ...names: (keyof Target & string)[]) =>
  names.map((name) => ({ target: target as object, name: name as string }))

/**
 * What is left out ends a failure: `ClientSocket.terminate`, `Connection.close` and `Room.fail`. Where those fail nothing is left that
 * could help.
 */
const METHODS = [
  ...methods(
    ClientSocket.prototype,
    'send',
    'close',
    'pause',
    'resume',
    'excuse',
    'deafen',
    'sweep',
    'calmForMs',
    'probe',
  ),
  ...methods(
    Connection.prototype,
    'start',
    'tell',
    'send',
    'sendMessage',
    'sweep',
    'stir',
    'describe',
    'renewed',
  ),
  ...methods(ConnectionRegistry.prototype, 'open', 'sweep'),
  ...methods(DisconnectHistory.prototype, 'add'),
  ...methods(DocumentMessages.prototype, 'ask', 'take', 'drained', 'sweep', 'denied'),
  ...methods(Heartbeat.prototype, 'heard', 'steps', 'calmForMs', 'pinged'),
  ...methods(MessageHandler.prototype, 'receive', 'drained', 'sweep'),
  ...methods(PresenceMessages.prototype, 'entries', 'changes', 'answered', 'introduce', 'query', 'sweep'),
  ...methods(ProtocolV1.prototype, 'welcome', 'confirm', 'saved', 'take', 'drained'),
  ...methods(AnswerMemory.prototype, 'enter', 'leave', 'next', 'sweep'),
  ...methods(Violations.prototype, 'count', 'refuse', 'decline'),
  ...methods(
    Broadcast.prototype,
    'enter',
    'left',
    'updated',
    'changed',
    'removed',
    'settled',
    'signalled',
    'missed',
  ),
  ...methods(Broadcast.prototype, 'greet', 'answer', 'ask', 'drained', 'sweep'),
  ...methods(DocumentOutbox.prototype, 'enter', 'leave', 'add', 'answer', 'ask', 'flush', 'waitMs', 'missed'),
  ...methods(Packet.prototype, 'whole', 'without', 'isAll'),
  ...methods(PacketWriter.prototype, 'begin', 'end', 'packet'),
  ...methods(
    PresenceFeed.prototype,
    'changed',
    'removed',
    'cut',
    'since',
    'reaches',
    'forget',
    'renew',
    'missed',
  ),
  ...methods(PresenceOutbox.prototype, 'greet', 'leave', 'request', 'flush', 'waitMs', 'sweep', 'missed'),
  ...methods(Scheduler.prototype, 'request'),
  ...methods(SignalOutbox.prototype, 'add', 'flush', 'waitMs'),
  ...methods(UpdateFeed.prototype, 'add', 'cut'),
  ...methods(WIRES.stock, 'encode', 'refusal'),
  ...methods(WIRES['homeroom.v1'], 'encode', 'signals', 'refusal'),
  ...methods(Ownership.prototype, 'own', 'owned', 'disown', 'forget'),
  ...methods(PresenceTable.prototype, 'set', 'move', 'remove', 'refresh', 'sweep'),
  ...methods(Takeovers.prototype, 'take', 'drop', 'sweep', 'saying'),
  ...methods(Document.prototype, 'apply', 'edit', 'since', 'stateVector', 'snapshot', 'close'),
  ...methods(Hub.prototype, 'load', 'enter', 'sweep'),
  ...methods(Journal.prototype, 'updated', 'held', 'missed', 'flush', 'compact', 'sweep', 'discard'),
  ...methods(Moderation.prototype, 'entered', 'sweep', 'take'),
  ...methods(
    Room.prototype,
    'enter',
    'leave',
    'update',
    'awareness',
    'change',
    'signal',
    'sweep',
    'close',
    'refusal',
  ),
  ...methods(RoomPresence.prototype, 'leave', 'awareness', 'change', 'sweep', 'owned', 'selfOf'),
]

type Method = (this: unknown, ...args: unknown[]) => unknown
type When = 'before' | 'after'

/** All of them, each to be armed: its next call throws, before or after it has done its work. */
export const armedMethods = () => {
  const armed = new Map<number, When>()
  const thrown: string[] = []
  for (const [index, { target, name }] of METHODS.entries()) {
    const original = Reflect.get(target, name) as Method
    const spy = vi.spyOn(target as Record<string, Method>, name)
    spy.mockImplementation(function (this: unknown, ...args) {
      const when = armed.get(index)
      if (when === undefined) return original.apply(this, args)
      armed.delete(index)
      thrown.push(`${target.constructor.name}.${name} (${when})`)
      const fail = () => {
        throw new Error(`${name} was made to throw`)
      }
      const done = when === 'after' ? original.apply(this, args) : null
      return done instanceof Promise ? done.then(fail) : fail()
    })
    onTestCleanup(() => spy.mockRestore())
  }
  return {
    count: METHODS.length,
    arm: (index: number, when: When) => armed.set(index, when),
    disarm: () => armed.clear(),
    /** What has thrown, in order. */
    thrown: thrown as readonly string[],
  }
}
