// What `homeroom.v1` adds to one connection beside its wire: the welcome, its own stamps, what is saved, pings, new tokens.
import {
  type Fault,
  type Json,
  type JsonObject,
  type ProtocolMessage,
  type RefusalCode,
  type Result,
  rightsOf,
  type SignalRequest,
  SPARING_PER_SECOND,
  STATE_BYTES,
  type Welcome,
  writeV1Message,
} from '../../shared/index.ts'
import { Bucket } from '../base/rate.ts'
import { Secret } from '../base/secret.ts'
import type { Authorized } from '../gate/gate.ts'
import type { OwnEntry } from '../presence/participant.ts'
import type { Room } from '../rooms/room.ts'
import { claimAnswer, ownClaims } from './claim-signals.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { Peer } from './peer.ts'

const PROTOCOL_VERSION = 1

/** Checks a new token for a connection. */
export type Renew = (token: Secret) => Promise<Result<Authorized, RefusalCode>>

export interface ProtocolV1Options {
  /** As the log names the connection. */
  readonly connectionId: string
  readonly room: Pick<Room, 'epoch' | 'rules' | 'broadcast'>
  readonly renew: Renew
}

type ProtocolV1Context = Pick<ConnectionContext, 'clock' | 'limits' | 'durability' | 'verifies'>

/** How often a connection may bring a new token: each is checked, and welcomed. */
const RENEWAL_RATE = { burst: 10, perSecond: 0.2 }

const TOO_MANY_TOKENS: Fault = { code: 'too-many-tokens', message: 'Too many new tokens.' }

/** What the owner of an entry cannot know by itself. */
const stampsOf = ({ handAt }: { handAt?: unknown }): string =>
  JSON.stringify(typeof handAt === 'number' ? { handAt } : {})

const NO_STAMPS = stampsOf({})

const NO_ENTRY: Fault = { code: 'no-entry', message: 'Another connection had your entry, and has left.' }

const OTHER_PERSON: Fault = {
  code: 'bad-subject',
  message: 'The new token is of somebody else: leave, and join as them.',
}

/** The messages of `homeroom.v1` that are between the relay and one client. */
export class ProtocolV1 {
  readonly #peer: Peer
  readonly #connectionId: string
  readonly #room: ProtocolV1Options['room']
  readonly #renew: Renew
  readonly #context: ProtocolV1Context
  /** Null where the client was told something else than stamps. */
  #toldStamps: string | null = NO_STAMPS
  /** The field of its entry; the same object until something in it changes. */
  #toldClaims: Json | undefined
  /** The latest ping that the client does not take the answer to; null where there is none. */
  #unanswered: number | null = null
  /** Null until the client brings a new token. */
  #renewals: Bucket | null = null

  constructor(peer: Peer, { connectionId, room, renew }: ProtocolV1Options, context: ProtocolV1Context) {
    this.#peer = peer
    this.#connectionId = connectionId
    this.#room = room
    this.#renew = renew
    this.#context = context
  }

  /** Tells it where it is, as whom. */
  welcome(): void {
    const { clock, limits, durability, verifies } = this.#context
    const { broadcast, epoch, rules } = this.#room
    const { perSecond } = broadcast.rate
    const body: Welcome = {
      version: PROTOCOL_VERSION,
      connectionId: this.#connectionId,
      epoch,
      serverMs: clock.wallMs(),
      identity: { ...this.#peer.identity, rights: rightsOf(this.#peer.identity) },
      verifies,
      limits: {
        stateBytes: STATE_BYTES,
        updateBytes: limits.update,
        presencePerSecond: this.#peer.isSparing ? Math.min(perSecond, SPARING_PER_SECOND) : perSecond,
      },
      durability,
      rules,
    }
    this.#peer.sendMessage(writeV1Message.welcome(body))
  }

  /** Its own entry is taken, as everyone sees it. */
  confirm({ state }: OwnEntry): void {
    this.#tellClaims(state)
    const stamps = stampsOf(state)
    if (stamps === this.#toldStamps) return
    this.#toldStamps = stamps
    this.#peer.sendMessage(writeV1Message.self(stamps))
  }

  /** It has no entry: it announces itself anew. */
  entryFree(): void {
    const { code, message } = NO_ENTRY
    this.#peer.sendMessage(writeV1Message.notice(code, message))
  }

  /** It was told that its hand is down. */
  lowered(): void {
    this.#toldStamps = null
  }

  saved(received: number, saved: number): void {
    this.#peer.sendMessage(writeV1Message.saved(received, saved))
  }

  take(message: Extract<ProtocolMessage, { kind: 'ping' | 'token' }>): void {
    if (message.kind === 'token') this.#takeToken(new Secret(message.token))
    else {
      this.#unanswered = message.nonce
      this.drained()
    }
  }

  /** The socket takes more. What it does not take is kept by Node, and a client may ask as often as it likes. */
  drained(): void {
    if (this.#unanswered === null || this.#peer.isLagging) return
    this.#peer.sendMessage(writeV1Message.pong(this.#unanswered, this.#context.clock.wallMs()))
    this.#unanswered = null
  }

  /** A request about a key was done, or refused; `by` has the key. */
  answerClaim(request: SignalRequest, refused: Fault | null, by: number | null): void {
    this.#peer.sendMessage(claimAnswer(request, refused, by, this.#context.clock.wallMs()))
  }

  #tellClaims(state: JsonObject): void {
    if (state.claims === this.#toldClaims) return
    this.#toldClaims = state.claims
    this.#peer.sendMessage(ownClaims(state, this.#context.clock.wallMs()))
  }

  #takeToken(token: Secret): void {
    this.#renewals ??= new Bucket(this.#context.clock, RENEWAL_RATE)
    if (!this.#renewals.take()) this.#peer.violations.decline(TOO_MANY_TOKENS)
    else this.#tryToken(token).catch((error: unknown) => this.#peer.failed('message', error))
  }

  async #tryToken(token: Secret): Promise<void> {
    const renewed = await this.#renew(token)
    if (!this.#peer.isOpen) return
    if (!renewed.ok) this.#peer.violations.refuse(renewed.fault)
    else if (renewed.value.identity.id !== this.#peer.identity.id) this.#peer.violations.refuse(OTHER_PERSON)
    else this.#peer.renewed(renewed.value)
  }
}
