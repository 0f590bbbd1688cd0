// What people do who have the code of a link: they come, wait, and go away again.
import { cleanName, ok, type RefusalCode, type Result } from '../../../shared/index.ts'
import type { Clock } from '../../base/clock.ts'
import { ExpiringMap } from '../../base/expiring-map.ts'
import type { Limits } from '../../base/limits.ts'
import { CodeAttempts } from '../../links/code-attempts.ts'
import { createSeat } from '../../links/guest.ts'
import { Knocks } from '../../links/knocks.ts'
import { remoteAddress } from '../failed-access.ts'
import { refusal } from '../refusal.ts'
import { JoinOrder, LeaveOrder, Seated, Waits } from './link-schemas.ts'
import { jsonBody } from './request.ts'
import { type Route, type RouteDescription, route } from './route.ts'
import { createUseLinks, OF_LINKS, type UseLinksDeps } from './use-links.ts'

export interface CodeDeps extends UseLinksDeps {
  readonly limits: Limits
  readonly trustProxy: number
  readonly clock: Clock
}

const PATH = '/api/join'

/** What may be wrong with a code, and with the room in memory for those who wait. */
const OF_CODES = [
  ...OF_LINKS,
  ...(['link-unknown', 'too-many-refusals'] as const),
  ...(['room-not-found', 'room-set-aside', 'relay-full', 'draining'] as const),
] as const

const CAME: RouteDescription['answers'] = {
  200: { description: 'The token, and the seat to come back with.', json: Seated },
  202: { description: 'The person waits: the page asks again with the seat.', json: Waits },
}

export const codeRoutes = ({ limits, trustProxy, ...deps }: CodeDeps): readonly Route[] => {
  const use = createUseLinks(deps)
  const knocks = new Knocks(limits)
  const counted = createCounted(deps)

  return [
    route({
      method: 'post',
      path: PATH,
      right: 'everyone',
      summary: 'Exchanges the code of a link for a token of its room, or for a place in its waiting room.',
      body: jsonBody(JoinOrder),
      answers: CAME,
      refusals: [
        ...OF_CODES,
        ...(['link-ended', 'link-used-up', 'lesson-over'] as const),
        ...(['token-revoked', 'turned-away', 'room-full', 'address-full'] as const),
      ],
      async handle({ c, body: { code, seat = createSeat(), name } }) {
        const address = remoteAddress(c, trustProxy)
        const guest = { code, seat, name: cleanName(name), mayKnock: () => knocks.take(address) }
        const came = await counted(address, guest, () => use(null, ({ welcome }) => welcome.come(guest)))
        if (!came.ok) return came
        const { kind, ...answer } = came.value
        c.header('Cache-Control', 'no-store')
        return ok(c.json(answer, kind === 'seat' ? 200 : 202))
      },
    }),
    route({
      method: 'delete',
      path: PATH,
      right: 'everyone',
      summary: 'The person of a seat waits no more.',
      body: jsonBody(LeaveOrder),
      answers: { 204: { description: 'It is stored, also where they did not wait.' } },
      refusals: OF_CODES,
      handle: ({ c, body }) =>
        counted(remoteAddress(c, trustProxy), body, async () => {
          const left = await use(null, ({ welcome }) => welcome.leave(body))
          return left.ok ? ok(undefined) : left
        }),
    }),
  ]
}

/** Codes and seats that were right are known for as long as a token by them holds. */
const KNOWN_MS = 12 * 3_600_000
const MOST_KNOWN = 10_000

/**
 * Counts a code against its address, unless it turns out to be right. A person whose code and seat were right before is not shut out by
 * what others there try; nothing is looked up for that, or the time it takes would tell a right code.
 */
const createCounted = ({ clock }: Pick<CodeDeps, 'clock'>) => {
  const attempts = new CodeAttempts()
  const known = new ExpiringMap<string, true>(clock, { most: MOST_KNOWN })

  return async <Value>(
    address: string,
    { code, seat }: { readonly code: string; readonly seat: string },
    work: () => Promise<Result<Value, RefusalCode>>,
  ): Promise<Result<Value, RefusalCode>> => {
    const guest = `${code} ${seat}`
    if (!(await attempts.begin(address)) && known.get(guest) === undefined)
      return refusal('too-many-refusals')
    const done = await work()
    if (done.ok || done.fault.code !== 'link-unknown') await attempts.forget(address)
    if (done.ok) known.set(guest, true, KNOWN_MS)
    return done
  }
}
