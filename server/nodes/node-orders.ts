import { may, type Signal } from '../../shared/index.ts'
import type { Here, NodeMessage } from '../bus/node-message.ts'
import type { Participant } from '../presence/participant.ts'
import { readGiveOrder } from '../rooms/claims.ts'
import type { Room } from '../rooms/room.ts'
import type { RemoteNode } from './remote-node.ts'

/** What other nodes ask of the connections here, and what they say of hands. */
export const hearNodeOrder = (
  room: Room,
  node: RemoteNode,
  message: NodeMessage,
  answer: (verdict: NodeMessage) => void,
): void => {
  switch (message.kind) {
    case 'lower':
      room.lowerHands(message.clientIds.filter((clientId) => isOwn(room, clientId)))
      break
    case 'hands':
      for (const hand of message.hands) hearHand(room, hand)
      break
    case 'claim': {
      const { clientId, connection } = message
      const tell = (isAlive: boolean) => answer({ kind: 'verdict', clientId, connection, isAlive })
      const [holder] = connectionsOf(room, [connection])
      if (holder === undefined) tell(false)
      else holder.probe(() => tell(true))
      break
    }
    case 'verdict':
      if (message.isAlive) node.participant(message.connection)?.alive()
      break
    case 'role':
      for (const participant of connectionsOf(room, message.connections))
        participant.tell({ kind: 'role', standing: message.standing })
      break
    case 'close':
      // Of hundreds who are removed on another node each is named by itself, and all of them come at once.
      room.moderation.closing.close(connectionsOf(room, message.connections), message.reason)
  }
}

/** What another node keeps of a hand. */
export const hearHand = ({ remote }: Room, hand: Here['hands'][number]): void => {
  if (hand.kind === 'kept') remote.keep(hand)
  else remote.lowered(hand)
}

/** What is kept of hands here. */
export const handsOf = ({ remote }: Room): Here['hands'] => {
  const { places, lowered } = remote.hands()
  return [
    ...places.map((place) => ({ kind: 'kept', ...place, forMs: Math.ceil(place.forMs) }) as const),
    ...lowered.map((hand) => ({ kind: 'lowered', ...hand }) as const),
  ]
}

/** A host on another node has given a key to somebody, who may be here; or taken it away from somebody here. */
export const hearGiven = ({ moderation }: Room, { kind, data, from }: Signal): void => {
  // An older node passes on what anybody says.
  const order = kind === 'claim:give' && may(from, 'moderate') ? readGiveOrder(data) : null
  if (order !== null) moderation.claims.obey(order)
}

const isOwn = ({ presence }: Room, clientId: number): boolean => {
  const entry = presence.get(clientId)
  return entry !== undefined && entry.owner.source !== 'node'
}

const connectionsOf = ({ participants }: Room, ids: readonly string[]): readonly Participant[] => {
  const named = new Set(ids)
  const found: Participant[] = []
  for (const participant of participants) if (named.has(participant.id)) found.push(participant)
  return found
}
