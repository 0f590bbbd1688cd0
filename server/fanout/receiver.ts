import type { Participant } from '../presence/participant.ts'
import type { AnswerMemory } from './answer-memory.ts'
import type { WebSocketFrame } from './websocket-frame.ts'
import type { Wire } from './wires/wire.ts'

/** How many parts of a document are on their way to it. */
interface Pacing {
  /** True while no more of them should be sent. */
  readonly isFull: boolean
  sent(): void
}

/** A participant that is told by WebSocket frames what happens in its room. */
export interface Receiver extends Participant {
  readonly wire: Wire
  /** True while its socket does not take what it is sent. */
  readonly isLagging: boolean
  /** It is told of presence less often than others. */
  readonly isSparing?: boolean
  readonly pacing: Pacing
  /** Where it comes from, as joins are counted. */
  readonly address: string
  /** Memory for documents on their way, which all receivers share. */
  readonly answerMemory: AnswerMemory
  send(frame: WebSocketFrame): void
}
