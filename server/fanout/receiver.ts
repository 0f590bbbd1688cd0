import type { Participant } from '../presence/participant.ts'
import type { WebSocketFrame } from './websocket-frame.ts'
import type { Wire } from './wires/wire.ts'

/** A participant that is told by WebSocket frames what happens in its room. */
export interface Receiver extends Participant {
  readonly wire: Wire
  /** True while its socket does not take what it is sent. */
  readonly isLagging: boolean
  send(frame: WebSocketFrame): void
}
