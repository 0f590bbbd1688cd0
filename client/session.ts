import * as decoding from 'lib0/decoding'
import {
  type JsonObject,
  MESSAGES,
  parseState,
  parseWelcome,
  type Welcome,
  writeFrame,
  writeSessionFrame,
} from '../shared/index.ts'
import type { Connection } from './connection.ts'
import type { Timers } from './environment.ts'

/** Something was refused: a code for programs and a text for people. */
export interface Notice {
  readonly code: string
  readonly text: string
}

export interface SessionEvents {
  onWelcome(welcome: Welcome): void
  /** What the relay says of this client's own entry. */
  onStamps(stamps: JsonObject): void
  /** These clients are gone, and why; their entries are removed by the next awareness frame. */
  onLeft(clientIds: readonly number[], reason: number): void
  onNotice(notice: Notice): void
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
  connection: Pick<Connection, 'send' | 'handle'>,
  timers: Timers & { wallMs(): number },
  events: SessionEvents,
): Session => {
  let welcome: Welcome | null = null
  let offsetMs = 0
  let bestRoundTripMs = Number.POSITIVE_INFINITY

  /** A handler of a message from the room: what cannot be read is left alone, and never throws into the provider. */
  const on = (type: number, read: (decoder: decoding.Decoder) => void) => {
    connection.handle(type, (_encoder, decoder, _provider, isFromSocket) => {
      if (isFromSocket) read(decoder)
    })
  }

  on(MESSAGES.welcome.type, (decoder) => {
    welcome = parseWelcome(decoding.readVarString(decoder))
    if (welcome === null) return
    bestRoundTripMs = Number.POSITIVE_INFINITY
    offsetMs = welcome.serverMs - timers.wallMs()
    events.onWelcome(welcome)
  })

  on(MESSAGES.self.type, (decoder) => {
    const stamps = parseState(decoding.readVarUint8Array(decoder))
    if (stamps.ok && stamps.value !== null) events.onStamps(stamps.value)
  })

  on(MESSAGES.left.type, (decoder) => {
    const reason = decoding.readVarUint(decoder)
    const clientIds: number[] = []
    while (decoding.hasContent(decoder)) clientIds.push(decoding.readVarUint(decoder))
    events.onLeft(clientIds, reason)
  })

  on(MESSAGES.notice.type, (decoder) => {
    events.onNotice({ code: decoding.readVarString(decoder), text: decoding.readVarString(decoder) })
  })

  on(MESSAGES.pong.type, (decoder) => {
    const roundTripMs = timers.nowMs() - decoding.readVarUint(decoder) / 1000
    const serverMs = decoding.readVarUint(decoder)
    // The shortest way there and back says most about the clock.
    if (roundTripMs < 0 || roundTripMs > bestRoundTripMs) return
    bestRoundTripMs = roundTripMs
    offsetMs = serverMs + roundTripMs / 2 - timers.wallMs()
  })

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
          ? writeFrame.step1(stateVector)
          : writeSessionFrame.ping(Math.round(timers.nowMs() * 1000))
      connection.send(frame)
    },
    refresh(token) {
      if (welcome !== null) connection.send(writeSessionFrame.token(token))
    },
    serverMs: () => timers.wallMs() + offsetMs,
  }
}
