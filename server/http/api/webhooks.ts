// The webhooks of the relay: how each of them is, and another try of all that waits.
import { ok } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Webhooks } from '../../webhooks/webhooks.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { type Route, route } from './route.ts'
import { Retried, WebhookList } from './schemas.ts'

export interface WebhookDeps {
  /** Null where the relay has none. */
  readonly webhooks: Pick<Webhooks, 'look' | 'retry'> | null
  readonly log: Log
  readonly metrics: Metrics
}

export const webhookRoutes = (deps: WebhookDeps): readonly Route[] => [
  route({
    method: 'get',
    path: '/api/webhooks',
    right: 'admin',
    summary: 'How each webhook is, with its dead letters.',
    answers: { 200: { description: 'All of them.', json: WebhookList } },
    refusals: ['store-unavailable'],
    async handle() {
      const webhooks = await unlessStoreFails(
        deps,
        'keptBodies',
        null,
        async () => deps.webhooks?.look() ?? [],
      )
      return webhooks.ok ? ok({ webhooks: webhooks.value }) : webhooks
    },
  }),
  route({
    method: 'post',
    path: '/api/webhooks/retry',
    right: 'admin',
    summary: 'Sends all events that wait once more, dead letters too.',
    answers: { 200: { description: 'They are on their way.', json: Retried } },
    refusals: ['store-unavailable'],
    async handle() {
      const retried = await unlessStoreFails(
        deps,
        'keptBodies',
        null,
        async () => deps.webhooks?.retry() ?? 0,
      )
      return retried.ok ? ok({ events: retried.value }) : retried
    },
  }),
]
