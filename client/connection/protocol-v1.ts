import {
  type Decoder,
  isJsonObject,
  type Json,
  type JsonObject,
  readBytes,
  readJson,
  readString,
  readUint,
  rightsOf,
  STATE_DEPTH,
  type Welcome,
  writePing,
  writeToken,
} from '../../shared/index.ts'
import * as TYPE from '../../shared/message-types.ts'
import type { Timers } from '../environment.ts'
import type { Channel, Part } from '../part.ts'

/**
 * Something was refused: a code for programs and a text for people. The relay's codes stand in docs/protocol.md;
 * `bad-document` says that something of the document could not be read here, `permission-denied` comes from a relay of
 * another make.
 */
export interface Notice {
  readonly code: string
  readonly text: string
}

export interface ProtocolV1Events {
  /** `before` is an earlier welcome on the same socket: another token, another role or other rules. */
  onWelcome(welcome: Welcome, before: Welcome | null): void
  /** What the relay says of this client's own entry. */
  onStamps(stamps: JsonObject): void
  onNotice(notice: Notice): void
}

/** The messages of `homeroom.v1`, once a welcome has come on the socket that is open. What cannot be read is left alone. */
export class ProtocolV1 implements Part {
  readonly #channel: Channel
  readonly #timers: Timers & { wallMs(): number }
  #welcome: Welcome | null = null
  #offsetMs = 0
  #bestRoundTripMs = Number.POSITIVE_INFINITY

  constructor(channel: Channel, timers: Timers & { wallMs(): number }, events: ProtocolV1Events) {
    this.#channel = channel
    this.#timers = timers
    this.#on(TYPE.welcome, readText, (next) => {
      const isRead = isWelcome(next)
      if (isRead) this.#welcomed(next, events)
      return isRead
    })
    this.#on(TYPE.self, readText, (stamps) => isJsonObject(stamps) && events.onStamps(stamps))
    this.#on(TYPE.notice, readNotice, (notice) => events.onNotice(notice))
    this.#on(TYPE.pong, readPong, (pong) => this.#answered(pong))
  }

  /** Null until a welcome has come, and with a relay of another make for good. */
  get welcome(): Welcome | null {
    return this.#welcome
  }

  opened(): void {
    this.#welcome = null
  }

  /** Asks for a sign of life: by ping, or by a question that other relays answer, too. */
  ask(question: () => Uint8Array): void {
    this.#channel.send(
      this.#welcome === null ? question() : writePing(Math.round(this.#timers.nowMs() * 1000)),
    )
  }

  /** Sends another token in the place of the one by which the socket was opened. */
  refresh(token: string): void {
    if (this.#welcome !== null) this.#channel.send(writeToken(token))
  }

  /** What the relay's wall clock says now, in ms since 1970, as far as it is known. */
  serverMs(): number {
    return this.#timers.wallMs() + this.#offsetMs
  }

  #on<Value>(type: number, read: (decoder: Decoder) => Value, take: (value: Value) => unknown): void {
    this.#channel.listen(type, (body) => {
      const value = readBytes(body, read)
      return value.ok && take(value.value)
    })
  }

  #welcomed(next: Welcome, events: ProtocolV1Events): void {
    const before = this.#welcome
    const { identity } = next
    this.#welcome = { ...next, identity: { ...identity, rights: rightsOf(identity) } }
    this.#bestRoundTripMs = Number.POSITIVE_INFINITY
    this.#offsetMs = next.serverMs - this.#timers.wallMs()
    events.onWelcome(this.#welcome, before)
  }

  #answered({ nonce, serverMs }: { readonly nonce: number; readonly serverMs: number }): void {
    const roundTripMs = this.#timers.nowMs() - nonce / 1000
    // The shortest way there and back says most about the clock.
    if (roundTripMs < 0 || roundTripMs > this.#bestRoundTripMs) return
    this.#bestRoundTripMs = roundTripMs
    this.#offsetMs = serverMs + roundTripMs / 2 - this.#timers.wallMs()
  }
}

const readText = (decoder: Decoder) => readJson(readString(decoder), STATE_DEPTH)

/** The relay's alone says it, so what would throw here is looked at, and no more. */
const isWelcome = (value: Json): value is Json & Welcome =>
  isJsonObject(value) &&
  typeof value.serverMs === 'number' &&
  [value.identity, value.limits, value.rules].every(isJsonObject)

const readNotice = (decoder: Decoder): Notice => ({
  code: readString(decoder),
  text: readString(decoder),
})

const readPong = (decoder: Decoder) => ({
  nonce: readUint(decoder),
  serverMs: readUint(decoder),
})
