// What a code is exchanged for: a token of the link's room and role, for the person of a seat; or a place in the waiting room.
import {
  fault,
  type Identity,
  may,
  ok,
  REFUSALS,
  type RefusalCode,
  type Result,
  type RoomId,
  standingOf,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Secret } from '../base/secret.ts'
import { signBySecret } from '../gate/hmac-tokens.ts'
import { WAIT_MS } from '../rooms/door.ts'
import type { Policy } from '../rooms/policy.ts'
import type { PolicyOf } from '../rooms/policy-of.ts'
import type { RoomDoor } from '../rooms/room-door.ts'
import { guestId } from './guest.ts'
import type { Links, LinksDeps } from './links.ts'
import type { Link } from './stored-links.ts'

/** A token holds for a school day, also where the link ends or is revoked meanwhile: people keep their seats. */
const SEAT_S = 12 * 3_600

/** Does something at the door of a room, which is in memory for it, and settles once that is stored. */
export type AtDoor = (
  room: RoomId,
  work: (door: RoomDoor) => Result<void, RefusalCode>,
) => Promise<Result<void, RefusalCode>>

export interface WelcomeDeps extends Pick<LinksDeps, 'roles'> {
  readonly links: Links
  readonly policyOf: PolicyOf
  readonly atDoor: AtDoor
  /** The first one of the relay. */
  readonly secret: Secret
  /** What the relay asks of all tokens. */
  readonly issuer: string | undefined
  readonly audience: string | undefined
  readonly clock: Pick<Clock, 'wallMs'>
}

/** A person with a code. */
interface Guest {
  readonly code: string
  readonly seat: string
  /** As hosts shall see it while the person waits, cleaned; null where none was given. */
  readonly name: string | null
  /** Whether another person of this address may begin to wait. */
  readonly mayKnock: () => Promise<boolean>
}

/** A person who may come in. */
interface Seat {
  readonly kind: 'seat'
  readonly room: RoomId
  readonly role: string
  readonly token: string
  readonly expiresAtMs: number
  readonly seat: string
}

/** A person who waits for a host to let them in. */
interface Wait {
  readonly kind: 'wait'
  readonly room: RoomId
  readonly seat: string
  /** A page asks again after so long, in ms: later where many wait. */
  readonly againMs: number
}

export interface Welcome {
  /** Lets a person in, or has them wait. Rejects as the store does, as does `leave`. */
  come(guest: Guest): Promise<Result<Seat | Wait, RefusalCode>>
  /** The person of a seat waits no more. */
  leave(guest: Pick<Guest, 'code' | 'seat'>): Promise<Result<void, RefusalCode>>
}

const REMOVED = fault('token-revoked', 'A host has removed you from this room.')
const TURNED_AWAY = fault('turned-away', REFUSALS['turned-away'].text)
const OVER = fault('lesson-over', REFUSALS['lesson-over'].text)
const MANY_KNOCK = fault('address-full', 'Too many people of your network have begun to wait just now.')

/** All who wait in front of one room ask so often in a second, as long as each of them is heard three times before their place ends. */
const ASKED_PER_SECOND = 50
const AGAIN_MS = 2_000
const LATEST_MS = WAIT_MS / 3

export const createWelcome = (deps: WelcomeDeps): Welcome => {
  const { links, policyOf, atDoor, clock } = deps
  const letIn = createLetIn(deps)
  const judge = createJudge(deps)

  const wait = async (room: RoomId, id: string, guest: Guest): Promise<Result<Wait, RefusalCode>> => {
    const { door } = await policyOf(room)
    const { name, seat } = guest
    if (!door.isNoted(id, name)) {
      if (!door.isWaiting(id) && !(await guest.mayKnock())) return MANY_KNOCK
      const noted = await atDoor(room, (open) => open.knock(id, name))
      if (!noted.ok) return noted
    }
    const sharedMs = Math.ceil((door.count / ASKED_PER_SECOND) * 1_000)
    return ok({ kind: 'wait', room, seat, againMs: Math.min(LATEST_MS, Math.max(AGAIN_MS, sharedMs)) })
  }

  return {
    async come(guest) {
      const found = await links.find(guest.code)
      if (!found.ok) return found
      const { room, link } = found.value
      const id = guestId(room, guest.seat)
      const policy = await policyOf(room)
      const verdict = judge(policy, id, link, clock.wallMs())
      if (!verdict.ok) return verdict
      const open = await links.mayUse(room, link, id)
      if (!open.ok) return open
      if (verdict.value === 'waits') return wait(room, id, guest)
      // It was unlocked, or nobody has to wait any more.
      const left = policy.door.isWaiting(id) ? await atDoor(room, leaving(id)) : ok(undefined)
      return left.ok ? letIn(room, link, id, guest.seat) : left
    },

    async leave({ code, seat }) {
      const found = await links.find(code)
      // Nobody comes by it any more, and so nobody waits for long.
      if (!found.ok) return found.fault.code === 'link-unknown' ? found : ok(undefined)
      const { room } = found.value
      const id = guestId(room, seat)
      return (await policyOf(room)).door.isWaiting(id) ? atDoor(room, leaving(id)) : ok(undefined)
    },
  }
}

const leaving = (id: string) => (door: RoomDoor) => ok(door.leave(id))

/** Says whether the person of an id comes in by a link, waits, or is refused. */
const createJudge =
  ({ roles }: WelcomeDeps) =>
  (
    policy: Policy,
    id: string,
    link: Link,
    nowMs: number,
  ): Result<'comes in' | 'waits', 'token-revoked' | 'turned-away' | 'room-locked' | 'lesson-over'> => {
    const removal = policy.removals.holdsAgainst(id)
    if (removal !== null) return removal.waited ? TURNED_AWAY : REMOVED
    if (policy.door.isOver(id)) return OVER
    const standing = standingOf(link.role, roles) ?? { role: 'viewer' }
    const identity: Identity = { id, name: null, mayRename: true, ...standing }
    // The token is a new one, and so holds against no removal by itself.
    const admitted = policy.admit({ identity, issuedAtMs: nowMs })
    if (!admitted.ok) return admitted.fault.code === 'room-locked' ? ok('waits') : admitted
    if (may(admitted.value.identity, 'moderate') || policy.door.isAdmitted(id)) return ok('comes in')
    return ok(link.waits || policy.door.isHeld ? 'waits' : 'comes in')
  }

/** Counts a use of the link, and signs a token. */
const createLetIn =
  ({ links, secret, issuer, audience, clock }: WelcomeDeps) =>
  async (room: RoomId, link: Link, id: string, seat: string): Promise<Result<Seat, RefusalCode>> => {
    const used = await links.use(room, link, id)
    if (!used.ok) return used
    const issuedAtMs = clock.wallMs()
    const claims = { role: link.role, rooms: [room], iss: issuer, aud: audience }
    const token = await signBySecret(secret.reveal(), id, claims, SEAT_S, issuedAtMs)
    const expiresAtMs = issuedAtMs + SEAT_S * 1_000
    return ok({ kind: 'seat', room, role: link.role, token, expiresAtMs, seat })
  }
