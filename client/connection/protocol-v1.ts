import type * as decoding from 'lib0/decoding'
import {
  isJsonObject,
  type JsonObject,
  may,
  parseWelcome,
  type Right,
  readBytes,
  readJson,
  readSignals,
  readString,
  readUint,
  type Signal,
  STATE_DEPTH,
  TYPE,
  type Welcome,
  writePing,
  writeToken,
} from '../../shared/index.ts'
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
  /** The signals of one message, in order. */
  onSignals(signals: readonly Signal[]): void
  /** The body of a `saved` message. */
  onSaved(body: Uint8Array): void
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
    this.#on(TYPE.welcome, readString, (json) => {
      const next = parseWelcome(json)
      if (next !== null) this.#welcomed(next, events)
      return next !== null
    })
    this.#on(TYPE.self, readStamps, (stamps) => isJsonObject(stamps) && events.onStamps(stamps))
    this.#on(TYPE.notice, readNotice, (notice) => events.onNotice(notice))
    this.#on(TYPE.pong, readPong, (pong) => this.#answered(pong))
    channel.listen(TYPE.saved, (body) => events.onSaved(body))
    channel.listen(TYPE.signal, (body) => {
      const signals = readSignals(body)
      if (signals.ok) events.onSignals(signals.value)
    })
  }

  /** Null until a welcome has come, and with a relay of another make for good. */
  get welcome(): Welcome | null {
    return this.#welcome
  }

  /** Whether this client has a right; where no relay says so, it has those of a member. */
  may(right: Right): boolean {
    return may(this.#welcome?.identity ?? { role: 'member' }, right)
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

  #on<Value>(
    type: number,
    read: (decoder: decoding.Decoder) => Value,
    take: (value: Value) => unknown,
  ): void {
    this.#channel.listen(type, (body) => {
      const value = readBytes(body, read)
      return value.ok && take(value.value)
    })
  }

  #welcomed(next: Welcome, events: ProtocolV1Events): void {
    const before = this.#welcome
    this.#welcome = next
    this.#bestRoundTripMs = Number.POSITIVE_INFINITY
    this.#offsetMs = next.serverMs - this.#timers.wallMs()
    events.onWelcome(next, before)
  }

  #answered({ nonce, serverMs }: { readonly nonce: number; readonly serverMs: number }): void {
    const roundTripMs = this.#timers.nowMs() - nonce / 1000
    // The shortest way there and back says most about the clock.
    if (roundTripMs < 0 || roundTripMs > this.#bestRoundTripMs) return
    this.#bestRoundTripMs = roundTripMs
    this.#offsetMs = serverMs + roundTripMs / 2 - this.#timers.wallMs()
  }
}

const readStamps = (decoder: decoding.Decoder) => readJson(readString(decoder), STATE_DEPTH)

const readNotice = (decoder: decoding.Decoder): Notice => ({
  code: readString(decoder),
  text: readString(decoder),
})

const readPong = (decoder: decoding.Decoder) => ({
  nonce: readUint(decoder),
  serverMs: readUint(decoder),
})
