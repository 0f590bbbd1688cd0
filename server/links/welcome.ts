// What a code is exchanged for: a token of the link's room and role, for the person of a seat.
import { fault, ok, type RefusalCode, type Result, type RoomId, standingOf } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Secret } from '../base/secret.ts'
import { signBySecret } from '../gate/hmac-tokens.ts'
import type { PolicyOf } from '../rooms/policy-of.ts'
import { guestId } from './guest.ts'
import type { Links, LinksDeps } from './links.ts'

/** A token holds for a school day, also where the link ends or is revoked meanwhile: people keep their seats. */
const SEAT_S = 12 * 3_600

export interface WelcomeDeps extends Pick<LinksDeps, 'roles'> {
  readonly links: Links
  readonly policyOf: PolicyOf
  /** The first one of the relay. */
  readonly secret: Secret
  /** What the relay asks of all tokens. */
  readonly issuer: string | undefined
  readonly audience: string | undefined
  readonly clock: Pick<Clock, 'wallMs'>
}

/** A person who may come in. */
interface Seat {
  readonly room: RoomId
  readonly role: string
  readonly token: string
  readonly expiresAtMs: number
  readonly seat: string
}

export type Welcome = (code: string, seat: string) => Promise<Result<Seat, RefusalCode>>

const REMOVED = fault('token-revoked', 'A host has removed you from this room.')

/** Rejects as the store does. */
export const createWelcome = (deps: WelcomeDeps): Welcome => {
  const { links, policyOf, secret, issuer, audience, clock, roles } = deps
  return async (code, seat) => {
    const found = await links.find(code)
    if (!found.ok) return found
    const { room, link } = found.value
    const id = guestId(room, seat)
    const policy = await policyOf(room)
    // The token is a new one, and so holds against no removal by itself.
    if (policy.isRemoved(id)) return REMOVED
    const standing = standingOf(link.role, roles) ?? { role: 'viewer' }
    const issuedAtMs = clock.wallMs()
    const admitted = policy.admit({
      identity: { id, name: null, mayRename: true, ...standing },
      issuedAtMs,
    })
    if (!admitted.ok) return admitted
    const used = await links.use(room, link, id)
    if (!used.ok) return used
    const claims = { role: link.role, rooms: [room], iss: issuer, aud: audience }
    const token = await signBySecret(secret.reveal(), id, claims, SEAT_S)
    return ok({ room, role: link.role, token, expiresAtMs: issuedAtMs + SEAT_S * 1_000, seat })
  }
}
