import * as decoding from 'lib0/decoding'
import {
  type JsonObject,
  MESSAGES,
  parseState,
  parseWelcome,
  readBytes,
  readSignals,
  type Signal,
  type Welcome,
  writeMessage,
  writeV1Message,
} from '../../shared/index.ts'
import type { Timers } from '../environment.ts'
import type { Connection } from './connection.ts'

/** Something was refused: a code for programs and a text for people. */
export interface Notice {
  readonly code: string
  readonly text: string
}

export interface SessionEvents {
  /** `before` is an earlier welcome on the same socket: another token, another role or other rules. */
  onWelcome(welcome: Welcome, before: Welcome | null): void
  /** What the relay says of this client's own entry. */
  onStamps(stamps: JsonObject): void
  onNotice(notice: Notice): void
  /** The signals of one frame, in order. */
  onSignals(signals: readonly Signal[]): void
}

/** The messages of `homeroom.v1`, once a welcome has come on the socket that is open. */
export interface Session {
  /** Null until a welcome has come, and with a relay of another make for good. */
  readonly welcome: Welcome | null
  opened(): void
  /** Asks for a sign of life: by ping, or by the one question that every Yjs relay answers. */
  ask(stateVector: Uint8Array): void
  refresh(token: string): void
  /** What the relay's wall clock says now, in ms since 1970, as far as it is known. */
  serverMs(): number
}

export const createSession = (
  connection: Pick<Connection, 'send' | 'listen'>,
  timers: Timers & { wallMs(): number },
  events: SessionEvents,
): Session => {
  let welcome: Welcome | null = null
  let offsetMs = 0
  let bestRoundTripMs = Number.POSITIVE_INFINITY

  /** What cannot be read is left alone, and never throws into the provider. */
  const on = <Value>(
    type: number,
    read: (decoder: decoding.Decoder) => Value,
    take: (value: Value) => void,
  ) => {
    connection.listen(type, (body) => {
      const value = readBytes(body, read)
      if (value.ok) take(value.value)
    })
  }

  on(MESSAGES.welcome.type, decoding.readVarString, (json) => {
    const next = parseWelcome(json)
    if (next === null) return
    const before = welcome
    welcome = next
    bestRoundTripMs = Number.POSITIVE_INFINITY
    offsetMs = next.serverMs - timers.wallMs()
    events.onWelcome(next, before)
  })

  on(MESSAGES.self.type, decoding.readVarUint8Array, (json) => {
    const stamps = parseState(json)
    if (stamps.ok && stamps.value !== null) events.onStamps(stamps.value)
  })

  connection.listen(MESSAGES.signal.type, (body) => {
    const signals = readSignals(body)
    if (signals.ok) events.onSignals(signals.value)
  })

  on(
    MESSAGES.notice.type,
    (decoder) => ({ code: decoding.readVarString(decoder), text: decoding.readVarString(decoder) }),
    events.onNotice,
  )

  on(
    MESSAGES.pong.type,
    (decoder) => ({ nonce: decoding.readVarUint(decoder), serverMs: decoding.readVarUint(decoder) }),
    ({ nonce, serverMs }) => {
      const roundTripMs = timers.nowMs() - nonce / 1000
      // The shortest way there and back says most about the clock.
      if (roundTripMs < 0 || roundTripMs > bestRoundTripMs) return
      bestRoundTripMs = roundTripMs
      offsetMs = serverMs + roundTripMs / 2 - timers.wallMs()
    },
  )

  return {
    get welcome() {
      return welcome
    },
    opened() {
      welcome = null
    },
    ask(stateVector) {
      const frame =
        welcome === null
          ? writeMessage.step1(stateVector)
          : writeV1Message.ping(Math.round(timers.nowMs() * 1000))
      connection.send(frame)
    },
    refresh(token) {
      if (welcome !== null) connection.send(writeV1Message.token(token))
    },
    serverMs: () => timers.wallMs() + offsetMs,
  }
}
