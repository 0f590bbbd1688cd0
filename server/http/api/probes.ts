// How the process is: for those who run it, and for their proxies and monitors.
import * as v from 'valibot'
import { ok } from '../../../shared/index.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Probe, Siblings } from '../../base/probe.ts'
import type { Hub } from '../../rooms/hub.ts'
import { type Route, route } from './route.ts'
import { Health, Readiness } from './schemas.ts'

export interface ProbeDeps {
  readonly hub: Pick<Hub, 'isStoreFailing'>
  readonly metrics: Pick<Metrics, 'registry'>
  readonly isDraining: () => boolean
  /** This relay on the bus; null where it has none. */
  readonly node: { readonly isUp: boolean } | null
  /** Where the relay is one of several workers: what all of them say; null where it is alone. */
  readonly siblings: Siblings | null
}

export const probeRoutes = (deps: ProbeDeps): readonly Route[] => {
  const { metrics, siblings } = deps
  const own = async () => ({ metrics: await metrics.registry.metrics(), readiness: readinessOf(deps) })
  siblings?.answer(own)
  const all = async () => (siblings === null ? own() : siblings.all(await own()))
  return routesOf(all, metrics.registry.contentType)
}

const readinessOf = ({ hub, isDraining, node }: ProbeDeps): Probe['readiness'] => ({
  ...{ draining: isDraining(), storeFailing: hub.isStoreFailing },
  // A bus that is down is down for all relays: none of them would be left if that made them unready.
  bus: node === null ? null : node.isUp ? 'up' : 'down',
})

const routesOf = (probe: () => Promise<Probe>, contentType: string): readonly Route[] => [
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
    async handle({ c }) {
      const { readiness } = await probe()
      const ready = !readiness.draining && !readiness.storeFailing
      c.status(ready ? 200 : 503)
      return ok({ ready, ...readiness })
    },
  }),
  route({
    method: 'get',
    path: '/metrics',
    right: 'everyone',
    summary: 'Numbers for Prometheus.',
    answers: { 200: { description: 'Its text format.', content: { 'text/plain': v.string() } } },
    async handle({ c }) {
      c.header('Content-Type', contentType)
      return ok(c.body((await probe()).metrics))
    },
  }),
]
