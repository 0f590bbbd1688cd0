import * as encoding from 'lib0/encoding'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import { toFrame, type WebSocketFrame } from './websocket-frame.ts'

/** The bytes of one client in a packet. */
export interface Slice {
  readonly owner: Participant
  readonly start: number
  readonly end: number
  /** One, or two where a client has gone and come back. */
  readonly entries: number
}

/** What a wire puts before the entries, by how many bytes and entries follow. */
export type Head = (bodyBytes: number, entries: number) => Uint8Array

/** Entries encoded once for all receivers of a wire; the owner of one of them gets the same bytes without it. */
export class Packet {
  readonly #head: Head
  readonly #body: Uint8Array
  readonly #slices: ReadonlyMap<number, Slice>
  readonly #entries: number
  #whole: WebSocketFrame | null = null

  constructor(head: Head, body: Uint8Array, slices: ReadonlyMap<number, Slice>) {
    this.#head = head
    this.#body = body
    this.#slices = slices
    let entries = 0
    for (const slice of slices.values()) entries += slice.entries
    this.#entries = entries
  }

  get isEmpty(): boolean {
    return this.#slices.size === 0
  }

  sliceOf(clientId: number): Slice | undefined {
    return this.#slices.get(clientId)
  }

  whole(): WebSocketFrame {
    this.#whole ??= toFrame(this.#head(this.#body.length, this.#entries), this.#body)
    return this.#whole
  }

  without(own: readonly Slice[]): WebSocketFrame {
    const [only] = own
    if (only === undefined) return this.whole()
    if (own.length === 1) return this.#withoutOne(only)
    const parts: Uint8Array[] = []
    let from = 0
    let bytes = this.#body.length
    let entries = this.#entries
    for (const slice of own.toSorted((a, b) => a.start - b.start)) {
      parts.push(this.#body.subarray(from, slice.start))
      from = slice.end
      bytes -= slice.end - slice.start
      entries -= slice.entries
    }
    parts.push(this.#body.subarray(from))
    return toFrame(this.#head(bytes, entries), ...parts)
  }

  #withoutOne({ start, end, entries }: Slice): WebSocketFrame {
    const body = this.#body
    const head = this.#head(body.length - (end - start), this.#entries - entries)
    return toFrame(head, body.subarray(0, start), body.subarray(end))
  }

  /** True where all of it is `own`. */
  isAll(own: readonly Slice[]): boolean {
    return own.length === this.#slices.size
  }
}

/** Writes entries one behind the other, and notes the place of each. */
export class PacketWriter {
  readonly encoder = encoding.createEncoder()
  readonly #head: Head
  readonly #slices = new Map<number, Slice>()
  #start = 0

  constructor(head: Head) {
    this.#head = head
  }

  /** What is written from here to `end` belongs together. */
  begin(): void {
    this.#start = encoding.length(this.encoder)
  }

  end({ clientId, owner }: Pick<PresenceEntry, 'clientId' | 'owner'>, entries = 1): void {
    this.#slices.set(clientId, { owner, start: this.#start, end: encoding.length(this.encoder), entries })
  }

  packet(): Packet {
    return new Packet(this.#head, encoding.toUint8Array(this.encoder), this.#slices)
  }
}
