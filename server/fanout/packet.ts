import { createEncoder, toBytes } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import { type Head, toPacketFrame, type WebSocketFrame } from './websocket-frame.ts'

/** The bytes of one client in a packet. */
export interface Slice {
  readonly clientId: number
  readonly start: number
  readonly end: number
  /** One, or two where a client has gone and come back. */
  readonly entries: number
}

const NONE: readonly never[] = []

interface PacketParts {
  readonly head: Head
  readonly body: Buffer
  readonly slicesByOwner: ReadonlyMap<Participant, readonly Slice[]>
  /** How many slices there are, and entries in all of them. */
  readonly slices: number
  readonly entries: number
}

/** Entries encoded once for all receivers of a wire; the owner of one of them gets the same bytes without it. */
export class Packet {
  readonly #head: Head
  readonly #body: Buffer
  readonly #slicesByOwner: ReadonlyMap<Participant, readonly Slice[]>
  readonly #slices: number
  readonly #entries: number
  #whole: WebSocketFrame | null = null

  constructor({ head, body, slicesByOwner, slices, entries }: PacketParts) {
    this.#head = head
    this.#body = body
    this.#slicesByOwner = slicesByOwner
    this.#slices = slices
    this.#entries = entries
  }

  /** What in it is of `owner`. */
  slicesOf(owner: Participant): readonly Slice[] {
    return this.#slicesByOwner.get(owner) ?? NONE
  }

  /** What in it is about these clients. */
  slicesAbout(clientIds: readonly number[]): readonly Slice[] {
    return [...this.#slicesByOwner.values()].flat().filter(({ clientId }) => clientIds.includes(clientId))
  }

  whole(): WebSocketFrame {
    this.#whole ??= toPacketFrame(this.#head, this.#body, this.#entries, NONE)
    return this.#whole
  }

  /** All of it but these slices, and `more` behind it. */
  without(own: readonly Slice[], more?: Uint8Array): WebSocketFrame {
    if (own.length === 0 && more === undefined) return this.whole()
    let entries = this.#entries
    for (const slice of own) entries -= slice.entries
    const cuts = own.length <= 1 ? own : own.toSorted((a, b) => a.start - b.start)
    const body = more === undefined ? this.#body : Buffer.concat([this.#body, more])
    return toPacketFrame(this.#head, body, entries, cuts)
  }

  /** True where all of it is `own`. */
  isAll(own: readonly Slice[]): boolean {
    return own.length === this.#slices
  }
}

/** Writes entries one behind the other, and notes the place of each. */
export class PacketWriter {
  readonly encoder = createEncoder()
  readonly #head: Head
  readonly #slicesByOwner = new Map<Participant, Slice[]>()
  #start = 0
  #slices = 0
  #entries = 0

  constructor(head: Head) {
    this.#head = head
  }

  /** What is written from here to `end` belongs together. */
  begin(): void {
    this.#start = this.encoder.length
  }

  /** `of` is null where nobody owns it any more. */
  end(of: Pick<PresenceEntry, 'clientId' | 'owner'> | null, entries = 1): void {
    this.#slices += 1
    this.#entries += entries
    if (of === null) return
    const { clientId, owner } = of
    const slice = { clientId, start: this.#start, end: this.encoder.length, entries }
    const slices = this.#slicesByOwner.get(owner)
    if (slices === undefined) this.#slicesByOwner.set(owner, [slice])
    else slices.push(slice)
  }

  packet(): Packet {
    const { buffer, byteOffset, length } = toBytes(this.encoder)
    return new Packet({
      head: this.#head,
      body: Buffer.from(buffer, byteOffset, length),
      slicesByOwner: this.#slicesByOwner,
      slices: this.#slices,
      entries: this.#entries,
    })
  }
}
