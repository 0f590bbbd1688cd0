import { fault, type RefusalCode, type Result } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Links } from '../../links/links.ts'
import type { Welcome } from '../../links/welcome.ts'
import { unlessStoreFails } from '../store-fault.ts'
import type { Caller } from './route.ts'

/** Links, and whom they let in. */
export interface JoinLinks {
  readonly links: Links
  readonly welcome: Welcome
}

export interface UseLinksDeps {
  /** Null where the relay signs no tokens, or its store keeps nothing beside documents. */
  readonly joinLinks: JoinLinks | null
  readonly log: Log
  readonly metrics: Metrics
}

export const OF_LINKS = ['not-found', 'store-unavailable'] as const

const NO_LINKS = fault(
  'not-found',
  'This relay makes no links: it has no secret to sign tokens with, or a store that keeps nothing beside documents.',
)

/** Does something with the links of the relay; a refusal where it has none, or the store fails. */
export const createUseLinks =
  ({ joinLinks, ...deps }: UseLinksDeps) =>
  async <Value>(
    room: Caller['room'] | null,
    work: (links: JoinLinks) => Promise<Result<Value, RefusalCode>>,
  ): Promise<Result<Value, RefusalCode>> => {
    if (joinLinks === null) return NO_LINKS
    const done = await unlessStoreFails(deps, 'links', room, () => work(joinLinks))
    return done.ok ? done.value : done
  }
