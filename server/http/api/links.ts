// Links by which people without an account come into a room: made by its hosts, exchanged for a token by those who have the code.
import type { Context } from 'hono'
import { fault, type OwnRoles, ok, type RefusalCode, rolesOf } from '../../../shared/index.ts'
import type { Clock } from '../../base/clock.ts'
import type { RoomHandles } from '../../handle/room-handles.ts'
import { shownCode } from '../../links/link-code.ts'
import type { Link as StoredLink } from '../../links/stored-links.ts'
import type { Env } from '../env.ts'
import { refusal } from '../refusal.ts'
import { type CodeDeps, codeRoutes } from './codes.ts'
import { Link, LinkList, linkOrder } from './link-schemas.ts'
import { createOrderLimit, type OrderLimitDeps } from './order-limit.ts'
import { createPageUrl, type PageUrlDeps } from './page-url.ts'
import { jsonBody } from './request.ts'
import { isThere } from './room-of.ts'
import { type Caller, type Route, route } from './route.ts'
import { createUseLinks, OF_LINKS, type UseLinksDeps } from './use-links.ts'

export interface LinkDeps extends CodeDeps, OrderLimitDeps, PageUrlDeps, UseLinksDeps {
  readonly handles: RoomHandles
  readonly roles: OwnRoles
  readonly clock: Clock
}

const PATH = '/api/rooms/:room/links'

export const linkRoutes = (deps: LinkDeps): readonly Route[] => [...hostRoutes(deps), ...codeRoutes(deps)]

const hostRoutes = (deps: LinkDeps): readonly Route[] => {
  const pageUrl = createPageUrl(deps)
  const limit = createOrderLimit(deps)
  const use = createUseLinks(deps)
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
      async handle({ c, caller, body: { role, ttlSeconds, ...rest } }) {
        const limited = limit(c, caller)
        if (!limited.ok) return limited
        if (!(await mayMake(deps, caller))) return refusal('room-not-found')
        const expiresAtMs = ttlSeconds === null ? null : deps.clock.wallMs() + ttlSeconds * 1_000
        return use(caller.room, async ({ links }) => {
          const made = await links.create(caller.room, { role, expiresAtMs, ...rest }, makerOf(caller))
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

const NO_LINK = fault('not-found', 'There is no such link in this room.')

/** A host makes links for a room that is there; the holder of a secret also before anybody has come. */
const mayMake = async ({ handles }: LinkDeps, { room, isAdmin }: Caller): Promise<boolean> => {
  if (isAdmin) return true
  const there = await handles.use<boolean, RefusalCode>(room, async (open) => ok(isThere(open.room)))
  return there.ok && there.value
}

/** The holder of a secret is no person of the room. */
const makerOf = ({ identity, isAdmin }: Caller): string | null => (isAdmin ? null : identity.id)
