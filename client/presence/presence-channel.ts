import * as decoding from 'lib0/decoding'
import * as awarenessProtocol from 'y-protocols/awareness'
import {
  encodeEntry,
  type JsonObject,
  joinEntries,
  MESSAGES,
  parseState,
  readAwareness,
  readBytes,
  readPresence,
} from '../../shared/index.ts'
import type { Connection } from '../connection/connection.ts'
import type { Timers } from '../environment.ts'
import { type AwarenessChange, putStates } from './awareness-writer.ts'
import { createOwnEntry } from './own-presence.ts'
import { createShortIds, type Said } from './short-ids.ts'
import { createThrottle } from './throttle.ts'

export interface PresenceChannelOptions {
  readonly awareness: awarenessProtocol.Awareness
  readonly connection: Pick<Connection, 'send' | 'listen' | 'isOpen'>
  readonly timers: Timers
  /** At most one frame of own presence in this many ms; the first at once, the last always. */
  readonly throttleMs: number
  /** True once the relay has welcomed the socket that is open. */
  readonly isWelcome: () => boolean
  /** What the relay stamped on own presence: told again on a new socket, since the relay may have restarted. */
  readonly stamps: () => JsonObject
  /** Everyone who is in the room has been named, after a connection was opened. */
  readonly onSnapshot: () => void
}

/** Presence on its way between an Awareness and the socket: own state out, others in, nothing heard sent back. */
export interface PresenceChannel {
  /** A new socket is open: it is told everything. */
  opened(): void
  /** Tells all of the own entry once more: the relay may have refused what was told. */
  announce(): void
  /** The socket is lost: of the others nothing is known. */
  lost(): void
  /** Of a client that the Awareness tells is gone: true where it said goodbye, or was removed. */
  hasLeft(clientId: number): boolean
  /** Sends now what waits. */
  flush(): void
  stop(): void
}

/** The origin of what came from the room, for whoever listens to the Awareness. */
const FROM_ROOM = 'homeroom'

export const createPresenceChannel = (options: PresenceChannelOptions): PresenceChannel => {
  const { awareness, connection, timers, throttleMs, onSnapshot } = options
  const { clientID } = awareness
  const own = createOwnEntry(clientID, options.stamps)
  const slots = createShortIds(clientID)
  let said: Said = new Map()
  let isSnapshotDue = false

  const send = () => {
    if (!connection.isOpen) return
    const frame = own.tell({
      state: awareness.getLocalState(),
      clock: awareness.meta.get(clientID)?.clock ?? 0,
      isWelcome: options.isWelcome(),
    })
    if (frame !== null) connection.send(frame)
  }
  const throttle = createThrottle(timers, throttleMs, send)

  const announce = () => {
    own.forget()
    throttle.cancel()
    send()
  }

  const localChanged = ({ added, updated, removed }: AwarenessChange) => {
    if ([...added, ...updated, ...removed].includes(clientID)) throttle.request()
  }
  awareness.on('update', localChanged)

  /** The first frame of others names all of them. */
  const named = () => {
    if (!isSnapshotDue) return
    isSnapshotDue = false
    onSnapshot()
  }

  connection.listen(MESSAGES.presence.type, (body) => {
    const items = readPresence(body)
    if (!items.ok) return
    said = slots.take(items.value)
    putStates(awareness, said, FROM_ROOM)
    named()
  })

  connection.listen(MESSAGES.awareness.type, (body) => {
    const update = readBytes(body, decoding.readVarUint8Array)
    const read = update.ok ? readAwareness(update.value) : update
    if (!read.ok) return
    const encoded = read.value.entries.flatMap(({ clientId, clock, stateBytes }) => {
      // A relay of another make passes on what it gets; Awareness would throw at what is no JSON.
      const state = parseState(stateBytes)
      if (clientId === clientID || !state.ok) return []
      return [encodeEntry({ clientId, clock, json: JSON.stringify(state.value) })]
    })
    awarenessProtocol.applyAwarenessUpdate(awareness, joinEntries(encoded), FROM_ROOM)
    named()
  })

  // The other side's question is answered with what is ours, not with all that we have heard.
  connection.listen(MESSAGES.queryAwareness.type, announce)

  return {
    opened() {
      slots.clear()
      said = new Map()
      isSnapshotDue = true
      announce()
    },
    announce,
    lost() {
      const others = [...awareness.getStates().keys()].filter((clientId) => clientId !== clientID)
      awarenessProtocol.removeAwarenessStates(awareness, others, FROM_ROOM)
    },
    hasLeft(clientId) {
      const reason = said.get(clientId)
      return reason === 'left' || reason === 'removed'
    },
    flush: () => throttle.flush(),
    stop() {
      throttle.cancel()
      awareness.off('update', localChanged)
    },
  }
}
