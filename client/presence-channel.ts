import * as decoding from 'lib0/decoding'
import * as awarenessProtocol from 'y-protocols/awareness'
import {
  encodeEntry,
  type JsonObject,
  joinEntries,
  MESSAGES,
  parseState,
  readAwareness,
  writeFrame,
} from '../shared/index.ts'
import type { Connection } from './connection.ts'
import type { Timers } from './environment.ts'
import { createThrottle } from './throttle.ts'

export interface PresenceChannelOptions {
  readonly awareness: awarenessProtocol.Awareness
  readonly connection: Pick<Connection, 'send' | 'handle' | 'isOpen'>
  readonly timers: Timers
  /** At most one frame of own presence in this many ms; the first at once, the last always. */
  readonly throttleMs: number
  /** What the relay stamped on own presence: told again on a new socket, since the relay may have restarted. */
  readonly stamps: () => JsonObject
  /** Everyone who is in the room has been named, after a connection was opened. */
  readonly onSnapshot: () => void
}

/** Presence on its way between an Awareness and the socket: own state out, others in, nothing heard sent back. */
export interface PresenceChannel {
  /** A new socket is open: it is told everything. */
  opened(): void
  /** The socket is lost: of the others nothing is known. */
  lost(): void
  /** Sends now what waits. */
  flush(): void
  stop(): void
}

/** Changes with this origin came from the room. */
const FROM_ROOM = 'homeroom'

export const createPresenceChannel = (options: PresenceChannelOptions): PresenceChannel => {
  const { awareness, connection, timers, throttleMs, onSnapshot } = options
  const { clientID } = awareness
  let sent: string | null = null
  let isSnapshotDue = false

  const send = () => {
    if (!connection.isOpen) return
    const state = awareness.getLocalState()
    const json = JSON.stringify(state)
    // Awareness renews its state every 15 s; the relay does that for us.
    if (json === sent || (json === 'null' && sent === null)) return
    const isFirst = sent === null
    sent = json
    const clock = awareness.meta.get(clientID)?.clock ?? 0
    const told = isFirst && state !== null ? JSON.stringify({ ...state, ...options.stamps() }) : json
    connection.send(writeFrame.awareness([encodeEntry({ clientId: clientID, clock, json: told })]))
  }
  const throttle = createThrottle(timers, throttleMs, send)

  const localChanged = ({ added, updated, removed }: AwarenessChange, origin: unknown) => {
    if (origin === FROM_ROOM) return
    if ([...added, ...updated, ...removed].includes(clientID)) throttle.request()
  }
  awareness.on('update', localChanged)

  connection.handle(MESSAGES.awareness.type, (_encoder, decoder, _provider, isFromSocket) => {
    const entries = readAwareness(decoding.readVarUint8Array(decoder))
    // Another tab's provider says goodbye on the BroadcastChannel; presence comes from the room alone.
    if (!isFromSocket || !entries.ok) return
    const encoded = entries.value.flatMap(({ clientId, clock, stateBytes }) => {
      // A relay of another make passes on what it gets; Awareness would throw at what is no JSON.
      const state = parseState(stateBytes)
      if (clientId === clientID || !state.ok) return []
      return [encodeEntry({ clientId, clock, json: JSON.stringify(state.value) })]
    })
    awarenessProtocol.applyAwarenessUpdate(awareness, joinEntries(encoded), FROM_ROOM)
    if (isSnapshotDue) {
      isSnapshotDue = false
      onSnapshot()
    }
  })

  // The other side's question is answered with what is ours, not with all that we have heard.
  connection.handle(MESSAGES.queryAwareness.type, (_encoder, _decoder, _provider, isFromSocket) => {
    if (!isFromSocket) return
    sent = null
    send()
  })

  return {
    opened() {
      sent = null
      isSnapshotDue = true
      throttle.cancel()
      send()
    },
    lost() {
      const others = [...awareness.getStates().keys()].filter((clientId) => clientId !== clientID)
      awarenessProtocol.removeAwarenessStates(awareness, others, FROM_ROOM)
    },
    flush: () => throttle.flush(),
    stop() {
      throttle.cancel()
      awareness.off('update', localChanged)
    },
  }
}

export interface AwarenessChange {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}
