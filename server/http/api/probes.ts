// How the process is: for those who run it, and for their proxies and monitors.
import * as v from 'valibot'
import { ok } from '../../../shared/index.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Hub } from '../../rooms/hub.ts'
import { type Route, route } from './route.ts'
import { Health, Readiness } from './schemas.ts'

export interface ProbeDeps {
  readonly hub: Pick<Hub, 'isStoreFailing'>
  readonly metrics: Pick<Metrics, 'registry'>
  readonly isDraining: () => boolean
  /** This relay on the bus; null where it has none. */
  readonly node: { readonly isUp: boolean } | null
}

export const probeRoutes = ({ hub, metrics, isDraining, node }: ProbeDeps): readonly Route[] => [
  route({
    method: 'get',
    path: '/healthz',
    right: 'everyone',
    summary: 'Whether the process answers.',
    answers: { 200: { description: 'It does.', json: Health } },
    handle: () => ok({ ok: true }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    right: 'everyone',
    summary: 'Whether new connections are welcome.',
    answers: {
      200: { description: 'They are.', json: Readiness },
      503: { description: 'The relay goes down, or its store fails.', json: Readiness },
    },
    handle({ c }) {
      const state = { draining: isDraining(), storeFailing: hub.isStoreFailing }
      const ready = !state.draining && !state.storeFailing
      c.status(ready ? 200 : 503)
      // A bus that is down is down for all relays: none of them would be left if that made them unready.
      const bus = node === null ? null : node.isUp ? 'up' : 'down'
      return ok({ ready, ...state, bus })
    },
  }),
  route({
    method: 'get',
    path: '/metrics',
    right: 'everyone',
    summary: 'Numbers for Prometheus.',
    answers: { 200: { description: 'Its text format.', content: { 'text/plain': v.string() } } },
    async handle({ c }) {
      c.header('Content-Type', metrics.registry.contentType)
      return ok(c.body(await metrics.registry.metrics()))
    },
  }),
]
