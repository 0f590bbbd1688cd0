import type { Signal } from '../../shared/index.ts'
import type { NodeMessage, NodeSignal } from '../bus/node-message.ts'
import type { Outbox } from '../fanout/scheduler.ts'
import type { Participant } from '../presence/participant.ts'
import type { Room } from '../rooms/room.ts'
import { RemoteParticipant } from './remote-participant.ts'
import { roughBytes } from './rough-bytes.ts'

/** For so long signals are collected, after one that went out at once. */
const COLLECT_MS = 100

/** So many bytes go as one message, about: of a larger one all signals would be told to nobody. */
const MESSAGE_BYTES = 1024 * 1024

/** What a signal takes beside its data: whose it is, and whom it is for. */
const SIGNAL_BYTES = 512
const CLIENT_BYTES = 5

/** Signals of this node's people, on their way to the other nodes. */
export class LinkSignals implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #room: Room
  readonly #publish: (message: NodeMessage) => void
  #waiting: NodeSignal[] = []

  constructor(room: Room, publish: (message: NodeMessage) => void) {
    this.#room = room
    this.#publish = publish
  }

  get room(): string {
    return this.#room.id
  }

  waitMs(): number {
    return COLLECT_MS
  }

  broken(): void {
    this.#room.fail()
  }

  /** True where somebody on another node is to hear it. */
  add(signal: Signal, to: ReadonlySet<Participant> | null): boolean {
    const named = to === null ? null : [...to].flatMap(clientOf)
    if (named?.length === 0) return false
    this.#waiting.push({ signal, to: named })
    return true
  }

  flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    let signals: NodeSignal[] = []
    let bytes = 0
    for (const signal of waiting) {
      signals.push(signal)
      bytes += bytesOf(signal)
      if (bytes < MESSAGE_BYTES) continue
      this.#publish({ kind: 'signals', signals })
      ;[signals, bytes] = [[], 0]
    }
    if (signals.length > 0) this.#publish({ kind: 'signals', signals })
  }
}

const bytesOf = ({ signal, to }: NodeSignal): number =>
  SIGNAL_BYTES + roughBytes(signal.data) + (to?.length ?? 0) * CLIENT_BYTES

/** One of its entries stands for somebody on another node. */
const clientOf = (participant: Participant): readonly number[] =>
  participant instanceof RemoteParticipant ? [...participant.clientIds].slice(0, 1) : []
