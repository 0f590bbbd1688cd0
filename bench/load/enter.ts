import type { OnPayload } from './frame-reader.ts'
import { LoadSocket } from './socket.ts'
import { EMPTY_STEP_2, readSync, STEP_1 } from './sync-message.ts'
import type { Wire } from './wire.ts'

export interface Entrance {
  readonly port: number
  readonly wire: Wire
  readonly room: string
}

/**
 * Connects to a room and asks for its document. The relay's question what the client has is answered; all else that
 * comes is for `onPayload`, and is only counted where that is null.
 */
export const enterRoom = ({ port, wire, room }: Entrance, onPayload: OnPayload | null): LoadSocket => {
  const socket = new LoadSocket({ port, path: `/${room}`, subprotocol: wire.subprotocol })
  socket.onPayload = onPayload
  if (wire.syncs)
    socket.onPayload = (bytes, start, end) => {
      const sync = readSync(bytes, wire.messageStart(bytes, start, end), end)
      if (sync?.kind !== 'step1') return onPayload?.(bytes, start, end)
      socket.send(wire.wrap(room, EMPTY_STEP_2))
      socket.onPayload = onPayload
    }
  socket.opened.then(
    () => {
      for (const message of wire.hello(room)) socket.send(message)
      if (wire.syncs) socket.send(wire.wrap(room, STEP_1))
    },
    () => socket.destroy(),
  )
  return socket
}
