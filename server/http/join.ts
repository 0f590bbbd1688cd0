import type { Duplex } from 'node:stream'
import type { Context } from 'hono'
import type { WebSocket } from 'ws'
import {
  type Fault,
  fault,
  type Offer,
  ok,
  parseRoomId,
  REFUSALS,
  type RefusalCode,
  type Result,
  type RoomId,
  readOffer,
} from '../../shared/index.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Secret } from '../base/secret.ts'
import { type Admission, type Authenticate, isOriginAllowed, tokenOf } from '../gate/gate.ts'
import type { RefusalLimit } from '../gate/refusal-limit.ts'
import { refusal, refuse } from './refusal.ts'
import type { UpgradeEnv } from './upgrade.ts'

/** From the first byte of a request to its answer, in ms; nothing that the client sends puts it off. */
const HANDSHAKE_MS = 10_000

/** Close reasons are at most 123 bytes (RFC 6455, 5.5.1). */
const REASON_CHARS = 120

export type Env = { Bindings: Partial<UpgradeEnv> }

export interface JoinDeps {
  readonly authenticate: Authenticate
  readonly origins: readonly string[]
  readonly limit: RefusalLimit
  readonly log: Log
  readonly metrics: Metrics
  readonly isDraining: () => boolean
  /** Has the room in memory, or says why it cannot be. */
  readonly load: (room: RoomId) => Promise<Result<void, RefusalCode>>
  /** Takes the socket of somebody who was let in. */
  readonly open: (joined: Joined) => void
}

export interface Admitted {
  readonly room: RoomId
  readonly admission: Admission
}

/** Somebody who was let in, on their socket. */
export interface Joined extends Admitted {
  readonly ws: WebSocket
  /** The one below `ws`. */
  readonly socket: Duplex
  readonly wire: Offer['wire']
  /** Checks a new token for the same room; null for a stock client, which sends none. */
  readonly renew: Renew | null
}

type Renew = (token: Secret) => Promise<Result<Admission, RefusalCode>>

type Admitting = Promise<Result<Admitted, RefusalCode>>

type AdmitDeps = Pick<JoinDeps, 'authenticate' | 'origins' | 'log'>

/**
 * Checks that a request may have to do with a room: its id, its origin, its token. `authenticate` stands in for
 * the relay's own where a route knows better.
 */
export const createAdmit = ({ authenticate: byToken, origins, log }: AdmitDeps) => {
  const check = async (c: Context<Env>, path: string, authenticate: Authenticate): Admitting => {
    const room = parseRoomId(path)
    if (!room.ok) return room
    const origin = c.req.header('origin') ?? null
    if (!isOriginAllowed(origins, origin)) return refusal('origin-forbidden')
    const offer = readOffer(c.req.header('sec-websocket-protocol'))
    const token = tokenOf(c.req.header('authorization'), offer.token, c.req.query('token'))
    const admission = await authenticate({ room: room.value, token, origin, request: c.req.raw })
    return admission.ok ? ok({ room: room.value, admission: admission.value }) : admission
  }

  return (c: Context<Env>, path: string, authenticate: Authenticate = byToken): Admitting =>
    inTime(check(c, path, authenticate), log)
}

/** What a check of a token says; that it cannot be done where it throws or takes too long. */
const inTime = async <Value>(
  checking: Promise<Result<Value, RefusalCode>>,
  log: Log,
): Promise<Result<Value, RefusalCode>> => {
  const late = fault('auth-unavailable', 'The check of the token took too long.')
  try {
    return await withDeadline(HANDSHAKE_MS, checking, late)
  } catch (error) {
    log.error({ err: error }, 'authenticate threw')
    return refusal('auth-unavailable')
  }
}

/** The room route: an upgrade is let in or refused, anything else is told to upgrade. */
export const createJoin = (deps: JoinDeps) => {
  const admit = createAdmit(deps)

  const check = async (c: Context<Env>, path: string): Admitting => {
    if (deps.isDraining()) return refusal('draining')
    const admitted = await admit(c, path)
    if (!admitted.ok) return admitted
    const late = fault('store-unavailable', 'The room took too long to load.')
    const loaded = await withDeadline(HANDSHAKE_MS, deps.load(admitted.value.room), late)
    return loaded.ok ? admitted : loaded
  }

  return async (c: Context<Env>, path: string): Promise<Response> => {
    const address = c.env.incoming?.socket.remoteAddress ?? 'unknown'
    const { wire } = readOffer(c.req.header('sec-websocket-protocol'))
    const isLimited = await deps.limit.isReached(address)
    const checked = isLimited ? refusal('too-many-refusals') : await check(c, path)
    if (!checked.ok) {
      deps.metrics.refusals.inc({ code: checked.fault.code })
      deps.log.info({ code: checked.fault.code }, 'a request to join was refused')
      if (REFUSALS[checked.fault.code].retry === 'never') await deps.limit.count(address)
      // A browser cannot see the status of a refused upgrade: who knows our codes gets one after the handshake.
      if (wire === 'homeroom.v1') c.env.accept?.((ws) => closeWith(ws, checked.fault))
      return refuse(checked.fault)
    }
    const renew = wire === 'stock' ? null : createRenewal(c, checked.value.room, deps)
    c.env.accept?.((ws, socket) => deps.open({ ...checked.value, ws, socket, wire, renew }))
    return new Response(null, { status: 200 })
  }
}

/**
 * Checks new tokens for the room of a request. Of the request no more is kept than a string: a relay has thousands of
 * connections, and hardly any of them renews its token.
 */
const createRenewal = (c: Context<Env>, room: RoomId, { authenticate, log }: AdmitDeps): Renew => {
  const origin = c.req.header('origin') ?? null
  const kept = JSON.stringify([c.req.url, [...c.req.raw.headers]])
  // Async, so that an `authenticate` that throws at once is a rejection like any other.
  const check = async (token: Secret) => {
    const [url, headers] = JSON.parse(kept) as [string, [string, string][]]
    return authenticate({ room, token, origin, request: new Request(url, { headers }) })
  }
  return (token) => inTime(check(token), log)
}

/** A plain GET of a room: what its token lacks, where it brought one, else that it should upgrade. */
export const createPlainAnswer = (deps: AdmitDeps) => {
  const admit = createAdmit(deps)
  const authenticate: Authenticate = (join) =>
    join.token === null ? Promise.resolve(refusal('upgrade-needed')) : deps.authenticate(join)

  return async (c: Context<Env>, path: string): Promise<Response> => {
    const admitted = await admit(c, path, authenticate)
    return refuse((admitted.ok ? refusal('upgrade-needed') : admitted).fault)
  }
}

const closeWith = (ws: WebSocket, { code, message }: Fault<RefusalCode>): void => {
  // The client may be gone by now, or send what is too large: neither is news.
  ws.on('error', () => ws.terminate())
  ws.close(REFUSALS[code].close, `${code}: ${message}`.slice(0, REASON_CHARS))
}
