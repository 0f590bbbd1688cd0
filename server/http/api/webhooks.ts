// The webhooks of the relay: how each of them is, and another try of all that waits.
import { ok } from '../../../shared/index.ts'
import type { Webhooks } from '../../webhooks/webhooks.ts'
import { type Route, route } from './route.ts'
import { Retried, WebhookList } from './webhook-schemas.ts'

export interface WebhookDeps {
  /** Null where the relay has none. */
  readonly webhooks: Pick<Webhooks, 'look' | 'retry'> | null
}

export const webhookRoutes = ({ webhooks }: WebhookDeps): readonly Route[] => [
  route({
    method: 'get',
    path: '/api/webhooks',
    right: 'admin',
    summary: 'How each webhook is, with its dead letters.',
    answers: { 200: { description: 'All of them.', json: WebhookList } },
    handle: async () => ok({ webhooks: (await webhooks?.look()) ?? [] }),
  }),
  route({
    method: 'post',
    path: '/api/webhooks/retry',
    right: 'admin',
    summary: 'Sends all events that wait once more, dead letters too.',
    answers: { 200: { description: 'They are on their way.', json: Retried } },
    handle: async () => ok({ events: (await webhooks?.retry()) ?? 0 }),
  }),
]
