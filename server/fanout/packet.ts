import * as encoding from 'lib0/encoding'
import { MESSAGES } from '../../shared/index.ts'
import { toFrame, type WebSocketFrame } from './websocket-frame.ts'

/** The bytes of one client in a packet. */
export interface Slice<By> {
  readonly owner: By
  readonly start: number
  readonly end: number
  /** One, or two where a client has gone and come back. */
  readonly entries: number
}

/** What a wire puts before the entries, by how many bytes and entries follow. */
export type Head = (bodyBytes: number, entries: number) => Uint8Array

/** An awareness message (y-protocols): its length, and how many entries it has. */
export const stockHead: Head = (bodyBytes, entries) => {
  const count = varUint(entries)
  return Buffer.concat([varUint(MESSAGES.awareness.type), varUint(count.length + bodyBytes), count])
}

const COMPACT = Uint8Array.of(MESSAGES.presence.type)

/** Items of compact presence run until the end of the message. */
export const compactHead: Head = () => COMPACT

const varUint = (value: number): Uint8Array =>
  encoding.encode((encoder) => encoding.writeVarUint(encoder, value))

/** Entries encoded once for everyone who speaks a wire; who owns one of them gets the same bytes without it. */
export class Packet<By> {
  readonly #head: Head
  readonly #body: Uint8Array
  readonly #slices: ReadonlyMap<number, Slice<By>>
  readonly #entries: number
  #whole: WebSocketFrame | null = null

  constructor(head: Head, body: Uint8Array, slices: ReadonlyMap<number, Slice<By>>) {
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

  sliceOf(clientId: number): Slice<By> | undefined {
    return this.#slices.get(clientId)
  }

  whole(): WebSocketFrame {
    this.#whole ??= toFrame(this.#head(this.#body.length, this.#entries), this.#body)
    return this.#whole
  }

  without(own: readonly Slice<By>[]): WebSocketFrame {
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

  #withoutOne({ start, end, entries }: Slice<By>): WebSocketFrame {
    const body = this.#body
    const head = this.#head(body.length - (end - start), this.#entries - entries)
    return toFrame(head, body.subarray(0, start), body.subarray(end))
  }

  /** True where all of it is `own`. */
  isAll(own: readonly Slice<By>[]): boolean {
    return own.length === this.#slices.size
  }
}

/** Writes entries one behind the other, and notes the place of each. */
export class PacketWriter<By> {
  readonly #head: Head
  readonly #encoder = encoding.createEncoder()
  readonly #slices = new Map<number, Slice<By>>()

  constructor(head: Head) {
    this.#head = head
  }

  add(
    of: { readonly clientId: number; readonly owner: By },
    write: (encoder: encoding.Encoder) => void,
    entries = 1,
  ): void {
    const start = encoding.length(this.#encoder)
    write(this.#encoder)
    const end = encoding.length(this.#encoder)
    this.#slices.set(of.clientId, { owner: of.owner, start, end, entries })
  }

  packet(): Packet<By> {
    return new Packet(this.#head, encoding.toUint8Array(this.#encoder), this.#slices)
  }
}
