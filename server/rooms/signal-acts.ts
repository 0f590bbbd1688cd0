import {
  type ChatSignalKind,
  cleanEmoji,
  fault,
  isKnownSignal,
  isLessonSignal,
  LESSON_SIGNALS,
  may,
  ok,
  type Result,
  type Right,
  type Rules,
  SIGNALS,
  type SignalKind,
  type SignalRequest,
  type SignalSender,
  type Standing,
} from '../../shared/index.ts'
import type { ClaimFault, Claims } from './claims.ts'
import type { LessonFault } from './lesson.ts'
import { WAITING } from './room-door.ts'

export type SignalFault =
  | ('role-forbidden' | 'bad-signal' | 'reactions-muted' | 'no-entry')
  | ('too-many-orders' | 'signal-refused')
  | ClaimFault
  | LessonFault
  | ('chat-off' | 'chat-paused' | 'chat-muted' | 'chat-too-fast' | 'chat-too-long' | 'store-unavailable')

/** What signals can do to a room. */
export interface Orders {
  readonly rules: Rules
  readonly claims: Pick<Claims, 'take' | 'release' | 'give'>
  setRules(rules: Partial<Rules>): void
  lowerHands(clientIds?: Iterable<number>): void
  remove(clientIds: readonly number[]): void
  /** What a role stands for; a fault where it is none. */
  standingOf(role: unknown): Result<Standing, 'bad-signal'>
  giveRole(clientIds: readonly number[], standing: Standing): void
}

/** The signal as it is passed on; null where it is for nobody's eyes. */
type Outcome = Result<SignalRequest | null, SignalFault>

type Act = (room: Orders, request: SignalRequest, from: SignalSender) => Outcome

const ACTS: Record<Exclude<SignalKind, ChatSignalKind>, Act> = {
  reaction({ rules }, request, from) {
    if (rules.reactionsMuted && !may(from, 'moderate'))
      return fault('reactions-muted', 'Reactions are muted.')
    const emoji = cleanEmoji(request.data)
    return emoji ? ok({ ...request, data: emoji }) : fault('bad-signal', 'A reaction is one emoji.')
  },

  'lower-hand'(room, request) {
    if (request.to.length === 0) return NOBODY_NAMED
    room.lowerHands(request.to)
    return ok(request)
  },

  'lower-all'(room, request) {
    room.lowerHands()
    return ok(request)
  },

  follow(room, request, { clientId }) {
    if (typeof request.data !== 'boolean') return NEEDS_BOOLEAN
    if (clientId === null) return fault('no-entry', 'Only somebody who is present can be followed.')
    room.setRules({ follow: request.data ? clientId : null })
    return ok(request)
  },

  'mute-reactions'(room, request) {
    if (typeof request.data !== 'boolean') return NEEDS_BOOLEAN
    room.setRules({ reactionsMuted: request.data })
    return ok(request)
  },

  lock(room, request) {
    if (typeof request.data !== 'boolean') return NEEDS_BOOLEAN
    room.setRules({ locked: request.data })
    return ok(request)
  },

  'attendees-write'(room, request) {
    if (typeof request.data !== 'boolean') return NEEDS_BOOLEAN
    room.setRules({ attendeesWrite: request.data })
    return ok(request)
  },

  remove(room, { to }) {
    if (to.length === 0) return NOBODY_NAMED
    room.remove(to)
    return ok(null)
  },

  role(room, { to, data }) {
    const standing = room.standingOf(data)
    if (!standing.ok) return standing
    if (to.length === 0) return NOBODY_NAMED
    room.giveRole(to, standing.value)
    return ok(null)
  },

  'claim:take': ({ claims }, { data }, { clientId }) => toNobody(claims.take(clientId, data)),

  'claim:release': ({ claims }, { data }, { clientId }) => toNobody(claims.release(clientId, data)),

  'claim:give'({ claims }, request) {
    const [clientId = null, another] = request.to
    if (another !== undefined) return fault('bad-signal', 'One person at a time has a key.')
    const given = claims.give(clientId, request.data)
    if (!given.ok) return given
    // Everybody hears of it, and every other node does it, too.
    return ok({ ...request, data: { ...given.value }, to: [] })
  },

  claim: () => fault('bad-signal', 'The relay alone says who has a key.'),
}

/** What a client asks for itself, and is told itself. */
const toNobody = (done: Result<void, ClaimFault>): Outcome => (done.ok ? ok(null) : done)

const NOBODY_NAMED = fault('bad-signal', 'This signal names whom it is for.')
const NEEDS_BOOLEAN = fault('bad-signal', 'The data of this signal is true or false.')

/** The right that the sender of a kind needs. */
export const rightFor = (kind: string): Right => {
  if (isKnownSignal(kind)) return SIGNALS[kind]
  return isLessonSignal(kind) ? LESSON_SIGNALS[kind] : 'signal'
}

/** Whether the role of its sender is enough for a signal: [SG4] of docs/protocol.md. */
export const mayBeSent = (
  { kind }: SignalRequest,
  from: SignalSender,
): Result<undefined, 'role-forbidden'> =>
  kind !== WAITING && may(from, rightFor(kind))
    ? ok(undefined)
    : fault('role-forbidden', `Your role may not send ${kind}.`)

/** Whether a signal is of the chat, which is asked for it in the place of {@link actOn}. */
export const isOfChat = (kind: string): kind is ChatSignalKind =>
  isKnownSignal(kind) && kind.startsWith('chat')

/** Does what a signal asks for, which its sender may send: [SG5] to [SG10], and [SG14], of docs/protocol.md. */
export const actOn = (room: Orders, request: SignalRequest, from: SignalSender): Outcome => {
  const { kind } = request
  return isKnownSignal(kind) && !isOfChat(kind) ? ACTS[kind](room, request, from) : ok(request)
}
