import type { NodeMessage } from '../bus/node-message.ts'
import type { RoomChannel, RoomChannelEvents } from '../bus/room-channel.ts'

/** Beats have named the room by then, in ms, so that a node that has missed its `hello` asks. */
const NOTICE_MS = 6_000

/** An update with nothing in it. */
const NOTHING = Uint8Array.of(0, 0)

/** Tells the nodes that have a room that it was replaced, where it is not open on this one: a room with nobody in it and a new epoch. */
export class ReplacementNotice implements RoomChannelEvents {
  readonly #epoch: string
  readonly endsAtMs: number
  #channel: RoomChannel | null = null

  constructor(epoch: string, nowMs: number) {
    this.#epoch = epoch
    this.endsAtMs = nowMs + NOTICE_MS
  }

  open(channel: RoomChannel): void {
    this.#channel = channel
  }

  close(): void {
    this.#channel?.close()
  }

  subscribed(): void {
    this.#channel?.publish({ kind: 'hello', epoch: this.#epoch, policyVersion: 0 })
  }

  heard(from: string, message: NodeMessage): void {
    if (message.kind !== 'hello' && message.kind !== 'ask') return
    if (message.kind === 'ask' && message.stateVector !== null)
      this.#channel?.send(from, { kind: 'diff', update: NOTHING })
    this.#channel?.send(from, {
      kind: 'here',
      presence: { clock: 0, entries: [] },
      hands: [],
      ...{ count: 0, updates: 0, stored: 0, policyVersion: 0, epoch: this.#epoch },
    })
  }

  missed(): void {
    // It has no use for what they have.
  }

  vanished(): void {
    // It kept nothing of them.
  }

  thawed(): void {
    // It greets anew, and that says all.
  }
}
