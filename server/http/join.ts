import type { Context } from 'hono'
import {
  closeForStock,
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
import type { Fence } from '../base/fence.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { errorWithout } from '../base/secret.ts'
import type { Joined } from '../connections/connection-registry.ts'
import type { ConnectionLimits, ConnectionSlot } from '../gate/connection-slots.ts'
import { type Authenticate, type Authorized, type JoinRequest, tokenOf } from '../gate/gate.ts'
import type { JoinQueue } from '../gate/join-queue.ts'
import type { PolicyOf } from '../rooms/policy-of.ts'
import type { Env } from './env.ts'
import { createFailedAccess, type FailedAccessDeps, remoteAddress } from './failed-access.ts'
import { isOriginAllowed, type OriginRule } from './origin.ts'
import { closeReason, type Refusal, refusal, refusalUntil, refuse } from './refusal.ts'
import { unlessStoreFails } from './store-fault.ts'
import { HANDSHAKE_MS, upgradeOf } from './upgrade.ts'

export interface JoinDeps extends FailedAccessDeps, OriginRule {
  /** What a token says, and what hosts have ordered in the room above that. */
  readonly authenticate: Authenticate
  /** What a token says alone. */
  readonly byToken: Authenticate
  /** Whether the headers of a request are read when a token is checked: a host's own check may. */
  readonly readsHeaders: boolean
  readonly policyOf: PolicyOf
  readonly connectionLimits: ConnectionLimits
  readonly joinQueue: JoinQueue
  readonly log: Log
  readonly metrics: Metrics
  readonly fence: Fence
  /** What the host says to a join that may be let in; null where it is not asked. */
  readonly mayJoin:
    | ((join: JoinRequest & Pick<Authorized, 'identity'>) => Promise<Result<void, RefusalCode>>)
    | null
  readonly isDraining: () => boolean
  /** Has the room in memory, or says why it cannot be. */
  readonly load: (room: RoomId) => Promise<Result<void, RefusalCode>>
  /** Takes the socket of a connection that was let in. */
  readonly open: (joined: Joined) => void
}

/** A request that may have to do with a room. */
type Entry = Pick<Joined, 'room' | 'authorized'>

type Renew = NonNullable<Joined['renew']>

type Checked = { readonly ok: true; readonly value: Entry } | { readonly ok: false; readonly fault: Refusal }

type AuthorizeDeps = Pick<JoinDeps, 'authenticate' | 'log' | keyof OriginRule>

/** A browser drops a socket whose subprotocols were not answered, and a token is no answer: proxies log those. */
const isTokenAlone = ({ token, names }: Offer): boolean => token !== null && names.length === 0

const TOKEN_ALONE =
  'The subprotocol bearer.<token> is offered alone: offer another one beside it, such as homeroom.v1, for the relay to answer with.'

const NO_ROOM =
  'Rooms are below this address, as …/lesson: joinRoom, or a y-websocket client, takes the address and the id of a room.'

/** What a request asks for, as far as that can be told at once. */
const readJoin = (c: Context<Env>, path: string, rule: OriginRule): Result<JoinRequest, RefusalCode> => {
  if (path === '') return fault('bad-room', NO_ROOM)
  const room = parseRoomId(path)
  if (!room.ok) return room
  const origin = c.req.header('origin') ?? null
  if (!isOriginAllowed(c, rule)) return refusal('origin-forbidden')
  const offer = readOffer(c.req.header('sec-websocket-protocol'))
  if (isTokenAlone(offer)) return fault('bad-request', TOKEN_ALONE)
  const token = tokenOf(c.req.header('authorization'), offer.token, c.req.query('token'))
  return ok({ room: room.value, token, origin, request: c.req.raw })
}

/**
 * Checks that a request may have to do with a room: its id, its origin, its token. `authenticate` stands in for
 * the relay's own where a route knows better.
 */
export const createRoomAuthorize =
  ({ authenticate: byToken, log, ...rule }: AuthorizeDeps) =>
  async (
    c: Context<Env>,
    path: string,
    authenticate: Authenticate = byToken,
  ): Promise<Result<Entry, RefusalCode>> => {
    const join = readJoin(c, path, rule)
    if (!join.ok) return join
    const { room } = join.value
    const authorized = await inTime(authenticate, join.value, log)
    return authorized.ok ? ok({ room, authorized: authorized.value }) : authorized
  }

/** What a check of a token says; that it cannot be done where it throws or takes too long. */
const inTime = async (
  authenticate: Authenticate,
  join: JoinRequest,
  log: Log,
  dueMs = performance.now() + HANDSHAKE_MS,
): ReturnType<Authenticate> => {
  const late = fault('auth-unavailable', 'The check of the token took too long.')
  try {
    return await withDeadline(dueMs - performance.now(), authenticate(join), late)
  } catch (error) {
    log.error({ room: join.room, err: errorWithout(error, join.token) }, 'authenticate threw')
    return refusal('auth-unavailable')
  }
}

/** These refusals cost others what a join costs: the turn is used up. */
const COSTLY: readonly RefusalCode[] = [
  ...(['auth-unavailable', 'store-unavailable'] as const),
  ...(['token-revoked', 'room-locked'] as const),
]

/** The checks of a join, one after the other by cost: what is known at once, a turn, the token, a slot, the document. */
const createChecks = (deps: JoinDeps) => {
  const { isDraining, joinQueue, mayJoin } = deps

  const askHost = async (
    join: JoinRequest,
    { identity }: Authorized,
    dueMs: number,
  ): Promise<Result<void, RefusalCode>> => {
    if (mayJoin === null) return ok(undefined)
    const late = fault('auth-unavailable', 'The check of the join took too long.')
    return withDeadline(dueMs - performance.now(), mayJoin({ ...join, identity }), late)
  }

  const authorize = async (c: Context<Env>, join: JoinRequest, slot: ConnectionSlot): Promise<Checked> => {
    const { room } = join
    const dueMs = upgradeOf(c.env).dueMs ?? performance.now() + HANDSHAKE_MS
    const authorized = await inTime(deps.byToken, join, deps.log, dueMs)
    if (!authorized.ok) return authorized
    if (!slot.takeRoom(room)) return refusal('room-full')
    const asked = await askHost(join, authorized.value, dueMs)
    if (!asked.ok) return asked
    const late = fault('store-unavailable', 'The room took too long to load.')
    const loaded = await withDeadline(dueMs - performance.now(), deps.load(room), late)
    if (!loaded.ok) return loaded
    // Hosts' orders come with the room.
    const ordered = unlessStoreFails(deps, 'orders', room, () => deps.policyOf(room))
    const policy = await withDeadline(dueMs - performance.now(), ordered, late)
    if (!policy.ok) return policy
    const admitted = policy.value.admit({ issuedAtMs: null, ...authorized.value })
    if (!admitted.ok) return admitted
    deps.metrics.joins.inc()
    return ok({ room, authorized: admitted.value })
  }

  return async (c: Context<Env>, path: string, slot: ConnectionSlot): Promise<Checked> => {
    const join = readJoin(c, path, deps)
    if (!join.ok) return join
    const turn = await joinQueue.enter(() => isDraining() || c.env.incoming?.socket.destroyed === true)
    if (isDraining()) return refusal('draining')
    if (turn.kind === 'busy') return refusalUntil('busy', turn.retryAfterMs)
    const checked = await authorize(c, join.value, slot)
    if (!checked.ok && !COSTLY.includes(checked.fault.code)) turn.giveBack()
    return checked
  }
}

/**
 * Whether a stock client is refused by a code that stops it. Where it may come back it does so more and more slowly after a
 * status, and at once after a handshake; and a page from elsewhere gets no handshake.
 */
const isToldToStock = (code: RefusalCode, offer: Offer): boolean =>
  REFUSALS[code].retry !== 'later' && code !== 'origin-forbidden' && !isTokenAlone(offer)

/** The room route: an upgrade is let in or refused, anything else is told to upgrade. */
export const createJoin = (deps: JoinDeps) => {
  const check = createChecks(deps)
  const limited = createFailedAccess(deps)

  /** Holds a slot for as long as the request's socket lives; a refused request releases it at once. */
  const enter = async (c: Context<Env>, path: string, address: string): Promise<Checked> => {
    if (deps.isDraining()) return refusal('draining')
    const slot = await deps.connectionLimits.take(address)
    if (!slot.ok) return slot
    const { release } = slot.value
    const socket = c.env.incoming?.socket
    socket?.on('close', release)
    const checked = await check(c, path, slot.value)
    // A socket that was closed before says so no more.
    if (!checked.ok || socket === undefined || socket.destroyed) release()
    return checked
  }

  const turnAway = async (c: Context<Env>, path: string, because: Refusal) => {
    const { failures, ...fault } = await limited(c, because)
    const { code } = fault
    deps.metrics.refusals.inc({ code })
    const room = parseRoomId(path)
    deps.log.info({ ...(room.ok && { room: room.value }), code }, 'a request to join was refused')
    // A browser cannot see the status of a refused upgrade: a client that knows our codes gets one after the handshake.
    const offer = readOffer(c.req.header('sec-websocket-protocol'))
    const reason = closeReason(fault)
    if (offer.protocol === 'homeroom.v1')
      upgradeOf(c.env).turnAway?.({ close: REFUSALS[code].close, reason, isPaused: false })
    else if (isToldToStock(code, offer))
      upgradeOf(c.env).turnAway?.({ close: closeForStock(code), reason, isPaused: failures === 'many' })
    return refuse(fault)
  }

  return async (c: Context<Env>, path: string): Promise<Response> => {
    const address = remoteAddress(c, deps.trustProxy)
    const entered = await enter(c, path, address)
    if (!entered.ok) return turnAway(c, path, entered.fault)
    const { protocol } = readOffer(c.req.header('sec-websocket-protocol'))
    const renew = protocol === 'stock' ? null : createRenewal(c, entered.value.room, deps)
    const epoch = c.req.query('epoch') ?? null
    const takesDocument = c.req.query('document') !== 'none'
    const isSparing = protocol !== 'stock' && c.req.query('presence') === 'sparing'
    const wishes = { epoch, takesDocument, isSparing }
    upgradeOf(c.env).accept?.((ws, socket) =>
      deps.open({ ...entered.value, ...wishes, ws, socket, protocol, address, renew }),
    )
    return new Response(null, { status: 200 })
  }
}

/**
 * Checks new tokens for the room of a request. Of the request no more is kept than a string, without its headers where nobody reads
 * them: a relay has thousands of connections, and hardly any of them renews its token.
 */
const createRenewal = (c: Context<Env>, room: RoomId, deps: JoinDeps): Renew => {
  const { authenticate, log, readsHeaders } = deps
  const origin = c.req.header('origin') ?? null
  const kept = JSON.stringify([c.req.url, readsHeaders ? [...c.req.raw.headers] : []])
  return (token) => {
    const [url, headers] = JSON.parse(kept) as [string, [string, string][]]
    return inTime(authenticate, { room, token, origin, request: new Request(url, { headers }) }, log)
  }
}

/** A plain GET of a room: what its token lacks where it brought one, else that it should upgrade. */
export const createPlainAnswer = (deps: AuthorizeDeps & FailedAccessDeps) => {
  const authorize = createRoomAuthorize(deps)
  const limited = createFailedAccess(deps)
  const authenticate: Authenticate = (join) =>
    join.token === null ? Promise.resolve(refusal('upgrade-needed')) : deps.authenticate(join)

  return async (c: Context<Env>, path: string): Promise<Response> => {
    const entry = await authorize(c, path, authenticate)
    const { fault } = entry.ok ? refusal('upgrade-needed') : entry
    // One that brings no token is told the same every time, and costs nothing.
    return refuse(fault.code === 'upgrade-needed' ? fault : await limited(c, fault))
  }
}
