// Links by which people without an account come into a room: made by its hosts, exchanged for a token by those who have the code.
import type { Context } from 'hono'
import { fault, type OwnRoles, ok, type RefusalCode, type Result, rolesOf } from '../../../shared/index.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import { CodeAttempts } from '../../links/code-attempts.ts'
import { createSeat } from '../../links/guest.ts'
import { shownCode } from '../../links/link-code.ts'
import type { Links } from '../../links/links.ts'
import type { Link as StoredLink } from '../../links/stored-links.ts'
import type { Welcome } from '../../links/welcome.ts'
import type { Env } from '../env.ts'
import { remoteAddress } from '../failed-access.ts'
import { refusal } from '../refusal.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { JoinOrder, Link, LinkList, linkOrder, Seated } from './link-schemas.ts'
import { createOrderLimit, type OrderLimitDeps } from './order-limit.ts'
import { createPageUrl, type PageUrlDeps } from './page-url.ts'
import { jsonBody } from './request.ts'
import { isThere } from './room-of.ts'
import { type Caller, type Route, route } from './route.ts'

/** Links, and whom they let in. */
export interface JoinLinks {
  readonly links: Links
  readonly welcome: Welcome
}

export interface LinkDeps extends OrderLimitDeps, PageUrlDeps {
  /** Null where the relay signs no tokens, or its store keeps nothing beside documents. */
  readonly joinLinks: JoinLinks | null
  readonly handles: RoomHandles
  readonly roles: OwnRoles
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

const PATH = '/api/rooms/:room/links'

const OF_LINKS = ['not-found', 'store-unavailable'] as const

const NO_LINKS = fault(
  'not-found',
  'This relay makes no links: it has no secret to sign tokens with, or a store that keeps nothing beside documents.',
)

export const linkRoutes = (deps: LinkDeps): readonly Route[] => [...hostRoutes(deps), joinRoute(deps)]

const hostRoutes = (deps: LinkDeps): readonly Route[] => {
  const pageUrl = createPageUrl(deps)
  const limit = createOrderLimit(deps)
  const use = createUse(deps)
  const shown = async (c: Context<Env>, link: StoredLink) => {
    const code = shownCode(link.code)
    return { ...link, code, url: await pageUrl(c, code) }
  }
  return [
    route({
      method: 'get',
      path: PATH,
      right: 'order',
      summary: 'The links of the room that have not ended.',
      answers: { 200: { description: 'All of them, with their codes.', json: LinkList } },
      refusals: OF_LINKS,
      handle: ({ c, caller: { room } }) =>
        use(room, async ({ links }) => {
          const all = await links.list(room)
          return ok({ room, links: await Promise.all(all.map((link) => shown(c, link))) })
        }),
    }),
    route({
      method: 'post',
      path: PATH,
      right: 'order',
      summary: 'Makes a link by which people come in without a token.',
      body: jsonBody(linkOrder(rolesOf(deps.roles))),
      answers: { 200: { description: 'It is stored.', json: Link } },
      refusals: [...OF_LINKS, 'room-not-found', 'too-many-orders'],
      async handle({ c, caller, body: { role, ttlSeconds, uses } }) {
        const limited = limit(c, caller)
        if (!limited.ok) return limited
        if (!(await mayMake(deps, caller))) return refusal('room-not-found')
        const expiresAtMs = ttlSeconds === null ? null : deps.clock.wallMs() + ttlSeconds * 1_000
        return use(caller.room, async ({ links }) => {
          const made = await links.create(caller.room, { role, expiresAtMs, uses }, makerOf(caller))
          return made.ok ? ok(await shown(c, made.value)) : made
        })
      },
    }),
    route({
      method: 'delete',
      path: `${PATH}/:link`,
      right: 'order',
      summary: 'Revokes a link: nobody comes by it any more. Those who have come stay.',
      answers: { 204: { description: 'It is done, and stored.' } },
      refusals: [...OF_LINKS, 'too-many-orders'],
      handle({ c, caller }) {
        const limited = limit(c, caller)
        if (!limited.ok) return limited
        return use(caller.room, async ({ links }) =>
          (await links.revoke(caller.room, c.req.param('link') ?? '')) ? ok(undefined) : NO_LINK,
        )
      },
    }),
  ]
}

const joinRoute = (deps: LinkDeps): Route => {
  const attempts = new CodeAttempts()
  const use = createUse(deps)
  return route({
    method: 'post',
    path: '/api/join',
    right: 'everyone',
    summary: 'Exchanges the code of a link for a token of its room.',
    body: jsonBody(JoinOrder),
    answers: { 200: { description: 'The token, and the seat to come back with.', json: Seated } },
    refusals: [
      ...OF_LINKS,
      ...(['link-unknown', 'link-ended', 'link-used-up', 'too-many-refusals'] as const),
      ...(['token-revoked', 'room-locked'] as const),
    ],
    async handle({ c, body: { code, seat = createSeat() } }) {
      const address = remoteAddress(c, deps.trustProxy)
      if (!(await attempts.begin(address))) return refusal('too-many-refusals')
      const seated = await use(null, ({ welcome }) => welcome(code, seat))
      if (seated.ok || seated.fault.code !== 'link-unknown') await attempts.forget(address)
      return seated
    },
  })
}

const NO_LINK = fault('not-found', 'There is no such link in this room.')

/** A host makes links for a room that is there; the holder of a secret also before anybody has come. */
const mayMake = async ({ handles }: LinkDeps, { room, isAdmin }: Caller): Promise<boolean> => {
  if (isAdmin) return true
  const there = await handles.use<boolean, RefusalCode>(room, async (open) => ok(isThere(open.room)))
  return there.ok && there.value
}

/** The holder of a secret is no person of the room. */
const makerOf = ({ identity, isAdmin }: Caller): string | null => (isAdmin ? null : identity.id)

const createUse =
  ({ joinLinks, ...deps }: LinkDeps) =>
  async <Value>(
    room: Caller['room'] | null,
    work: (links: JoinLinks) => Promise<Result<Value, RefusalCode>>,
  ): Promise<Result<Value, RefusalCode>> => {
    if (joinLinks === null) return NO_LINKS
    const done = await unlessStoreFails(deps, 'links', room, () => work(joinLinks))
    return done.ok ? done.value : done
  }
