// What the HTTP API takes and gives of links.
import * as v from 'valibot'
import { Count, WallMs } from '../../base/values.ts'
import { PersonId } from '../../gate/claims-schema.ts'

const MOST_SECONDS = 366 * 24 * 3_600
const MOST_USES = 1_000

const whole = (most: number) => {
  const text = `is a whole number from 1 to ${most}`
  return v.pipe(v.number(text), v.integer(text), v.minValue(1, text), v.maxValue(most, text))
}

/** `roles` are all that the relay knows. */
export const linkOrder = (roles: readonly string[]) =>
  v.strictObject({
    role: v.pipe(v.picklist(roles), v.description('What those become who come by it.')),
    ttlSeconds: v.pipe(
      v.optional(v.nullable(whole(MOST_SECONDS)), null),
      v.description('It lets people in for so long from now on; null: until it is revoked.'),
    ),
    uses: v.pipe(
      v.optional(v.nullable(whole(MOST_USES)), null),
      v.description('So many people may come by it; null: any number, which is not counted.'),
    ),
    waits: v.pipe(
      v.optional(v.boolean(), false),
      v.description('Those who come by it wait until a host lets them in.'),
    ),
  })

export const Link = v.object({
  id: v.string(),
  code: v.pipe(v.string(), v.description('Nine digits; 22 characters where the role may moderate.')),
  url: v.pipe(
    v.nullable(v.string()),
    v.description('The page of this relay with the code; null where the relay serves no page.'),
  ),
  role: v.string(),
  atMs: WallMs,
  by: v.pipe(v.nullable(v.string()), v.description('The verified id of the host who made it.')),
  expiresAtMs: v.nullable(WallMs),
  waits: v.boolean(),
  uses: v.nullable(Count),
  used: v.pipe(v.nullable(Count), v.description('So many people have come by it; null where nobody counts.')),
})

export const LinkList = v.object({
  room: v.string(),
  links: v.pipe(v.array(Link), v.description('Those that have not ended, the latest first.')),
})

const SEAT = 'is 16 to 64 letters, digits, _ and -'

const COMING = {
  code: v.pipe(
    v.string(),
    v.maxLength(64),
    v.description('As it was given; spaces and hyphens are left out.'),
  ),
}

const Seat = v.pipe(v.string(), v.regex(/^[\w-]{16,64}$/, SEAT))

export const JoinOrder = v.strictObject({
  ...COMING,
  seat: v.pipe(
    v.optional(Seat),
    v.description('The secret that an answer gave before: with it a person is the same person again.'),
  ),
  name: v.pipe(
    v.optional(v.pipe(v.string(), v.maxLength(1_024)), ''),
    v.description('What hosts see of a person who waits, cleaned as a name of presence.'),
  ),
})

export const LeaveOrder = v.strictObject({ ...COMING, seat: Seat })

export const Seated = v.object({
  room: v.string(),
  role: v.string(),
  token: v.pipe(v.string(), v.description('For joins of this room.')),
  expiresAtMs: v.pipe(WallMs, v.description('When the token ends; the link gives another one.')),
  seat: v.pipe(v.string(), v.description('To be kept, and shown to nobody.')),
})

export const Waits = v.object({
  room: v.string(),
  seat: v.pipe(v.string(), v.description('To be kept, and shown to nobody: with it the person asks again.')),
  againMs: v.pipe(
    Count,
    v.description('The page asks again after so long; after 3 minutes without it the person waits no more.'),
  ),
})

const NAME = v.pipe(v.nullable(v.string()), v.description('Null where there is none.'))

export const WaitingList = v.object({
  room: v.string(),
  everyone: v.pipe(v.boolean(), v.description('All who come by a link wait, and not by some links alone.')),
  waiting: v.pipe(
    v.array(v.object({ id: v.string(), name: NAME, atMs: WallMs })),
    v.description('The first one first.'),
  ),
})

export const WaitingOrder = v.strictObject({
  everyone: v.pipe(v.boolean(), v.description('Whether all who come by a link wait from now on.')),
})

const MOST_IDS = 400

export const PeopleOrder = v.strictObject({
  ids: v.pipe(
    v.array(PersonId),
    v.minLength(1),
    v.maxLength(MOST_IDS),
    v.description('Verified ids, as the lists give them.'),
  ),
})

export const RemovedList = v.object({
  room: v.string(),
  removed: v.pipe(
    v.array(
      v.object({
        id: v.string(),
        name: NAME,
        atMs: WallMs,
        waited: v.pipe(v.boolean(), v.description('They waited, and were not let in.')),
      }),
    ),
    v.description('The latest 1000, the latest first.'),
  ),
})

export const LINK_SCHEMAS = {
  ...{ Link, LinkList, JoinOrder, LeaveOrder, Seated, Waits },
  ...{ WaitingList, WaitingOrder, PeopleOrder, RemovedList },
}
