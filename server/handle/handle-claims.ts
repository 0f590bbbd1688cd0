import type { Holder } from '../rooms/claims.ts'
import type { Room } from '../rooms/room.ts'
import type { OpenRoom } from './open-room.ts'
import { type Act, readActOptions } from './read-act.ts'
import { unwrap } from './room-error.ts'
import type { HandleClaims, HeldClaim } from './room-handle.ts'
import { sendSignal } from './send-signal.ts'
import type { ServerParticipant } from './server-participant.ts'

/** A key as it is shown: of the secret of its holder nobody needs to know anything. */
const shown = ({ key, clientId, atMs, isKept }: Holder): HeldClaim => ({ key, clientId, atMs, isKept })

/** The keys that are held in a room, in the order of the keys. */
export const claimsHeldIn = ({ moderation }: Pick<Room, 'moderation'>): readonly HeldClaim[] =>
  moderation.claims
    .holders()
    .map(shown)
    .sort((one, other) => (one.key < other.key ? -1 : 1))

/** A host's order about a key. */
export const giveOrder = (key: string, clientId: number | null) => ({
  kind: 'claim:give',
  data: { key },
  to: clientId === null ? [] : [clientId],
})

/** The keys of an open room, as server code has them. */
export const claimsPart = (open: OpenRoom, speakerOf: (act: Act) => ServerParticipant): HandleClaims => ({
  get: () => claimsHeldIn(open.room),
  give: (key, clientId, options = {}) => {
    const by = speakerOf(readActOptions('give', options))
    unwrap(sendSignal(open, by, giveOrder(key, clientId)))
  },
})
