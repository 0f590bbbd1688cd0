import { Counter } from 'prom-client'
import type { Metrics } from '../base/metrics.ts'

/** The numbers of rooms that several nodes have. */
export const createNodeMetrics = ({ registry }: Pick<Metrics, 'registry'>) => ({
  clamped: new Counter({
    name: 'homeroom_node_clocks_clamped_total',
    help: 'Messages of nodes whose clock was over 60 s ahead of the wall here.',
    registers: [registry],
  }),
  healings: new Counter({
    name: 'homeroom_node_healings_total',
    help: 'Times that people of a room on several relays were told to come again: begun, given-up.',
    labelNames: ['state'],
    registers: [registry],
  }),
})

export type NodeMetrics = ReturnType<typeof createNodeMetrics>
