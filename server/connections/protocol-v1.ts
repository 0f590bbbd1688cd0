import {
  type Durability,
  type Fault,
  fault,
  ok,
  type RefusalCode,
  type Result,
  type Rules,
  STATE_BYTES,
  type V1Message,
  type Welcome,
  writeMessage,
  writeV1Message,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { Secret } from '../base/secret.ts'
import type { Authorized } from '../gate/gate.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import type { Violations } from './violations.ts'

const PROTOCOL_VERSION = 1

/** The connection that a session belongs to. */
export interface V1Host {
  readonly admission: Authorized
  readonly isOpen: boolean
  sendFrame(frame: Uint8Array): void
  /** Takes what a new token says. */
  renewed(admission: Authorized): void
  readonly violations: Pick<Violations, 'refuse'>
}

/** The room that it is in, as it is told of it. */
interface SessionRoom {
  readonly epoch: string
  readonly rules: Rules
}

/** What is between the client and its session alone. */
export type V1Request = Extract<V1Message, { kind: 'ping' | 'token' }>

export interface V1Options {
  /** The connection's id, as the log names it. */
  readonly id: string
  readonly room: SessionRoom
  readonly durability: Durability
  readonly updateBytes: number
  readonly clock: Clock
  /** Checks a new token for this connection. */
  readonly renew: (token: Secret) => Promise<Result<Authorized, RefusalCode>>
}

/** What `homeroom.v1` adds to a connection: it is welcomed, told of its own stamps, answered, and may stay longer. */
export interface Session {
  welcome(): void
  /** Its own entry is taken, as everyone sees it. */
  confirm(entry: PresenceEntry): void
  /** A host has lowered its hand; this is its own entry since. */
  lowered(entry: PresenceEntry): void
  saved(received: number, saved: number): void
  take(frame: V1Request): Result<void, string>
}

export const createSession = (host: V1Host, options: V1Options): Session => {
  const { id, room, durability, updateBytes, clock } = options
  let toldStamps = stampsOf({})

  const welcome = () => {
    const body: Welcome = {
      version: PROTOCOL_VERSION,
      connectionId: id,
      epoch: room.epoch,
      serverMs: clock.wallMs(),
      identity: host.admission.identity,
      limits: { stateBytes: STATE_BYTES, updateBytes },
      durability,
      rules: room.rules,
    }
    host.sendFrame(writeV1Message.welcome(body))
  }

  const renew = async (token: Secret) => {
    const renewed = await options.renew(token)
    if (!host.isOpen) return
    if (!renewed.ok) host.violations.refuse(renewed.fault)
    else if (renewed.value.identity.id !== host.admission.identity.id) host.violations.refuse(OTHER_PERSON)
    else {
      host.renewed(renewed.value)
      welcome()
    }
  }

  return {
    welcome,

    confirm({ state }) {
      const stamps = stampsOf(state)
      if (stamps === toldStamps) return
      toldStamps = stamps
      host.sendFrame(writeV1Message.self(stamps))
    },

    lowered() {
      toldStamps = HAND_DOWN
      host.sendFrame(writeV1Message.self(HAND_DOWN))
    },

    saved: (received, saved) => host.sendFrame(writeV1Message.saved(received, saved)),

    take(frame) {
      if (frame.kind === 'token') void renew(new Secret(frame.token))
      else host.sendFrame(writeV1Message.pong(frame.nonce, clock.wallMs()))
      return ok(undefined)
    },
  }
}

/**
 * A stock client knows nothing of all that. It takes its own entry where that is newer than what it has. A class, since there
 * may be thousands: five functions for each would be a twentieth of what a connection keeps.
 */
export class StockSession implements Session {
  readonly #host: Pick<V1Host, 'sendFrame'>

  constructor(host: Pick<V1Host, 'sendFrame'>) {
    this.#host = host
  }

  welcome(): void {
    // There is no message for it.
  }

  confirm(): void {
    // As above.
  }

  lowered(entry: PresenceEntry): void {
    this.#host.sendFrame(writeMessage.awareness([entry.encode()]))
  }

  saved(): void {
    // As above.
  }

  take({ kind }: V1Request): Result<void, string> {
    return fault('unknown-message', `A ${kind} needs homeroom.v1.`)
  }
}

const OTHER_PERSON: Fault = {
  code: 'bad-subject',
  message: 'The new token is of somebody else: leave, and join as them.',
}

const HAND_DOWN = JSON.stringify({ hand: false })

/** What the owner of an entry cannot know by itself. */
const stampsOf = ({ handAt }: { handAt?: unknown }): string =>
  JSON.stringify(typeof handAt === 'number' ? { handAt } : {})
