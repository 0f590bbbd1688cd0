import { Counter } from 'prom-client'
import type { Metrics } from '../base/metrics.ts'
import type { NodeMessageFault } from './node-codec.ts'
import type { FrameFault } from './node-frame.ts'

/** Why something that was to be heard, or said, was not. */
export type DropReason =
  | (FrameFault | NodeMessageFault)
  /** The bus was not there to take it. */
  | 'down'
  /** It came twice, or after what was said later. */
  | 'late'
  /** Presence of a node whose entries are not known: they come with its `here`. */
  | 'unsynced'
  /** Parts of messages took too much memory. */
  | 'unfinished'
  /** About a room that is not open here. */
  | 'no-room'
  /** Of a node too many. */
  | 'too-many-nodes'
  /** Nodes asked for more than this one answers in a second. */
  | 'too-many-questions'

export type BusMetrics = ReturnType<typeof createBusMetrics>

/** The numbers of the bus, which a relay without one does not have. */
export const createBusMetrics = ({ registry, measure }: Metrics) => {
  const counter = <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
    new Counter<Label>({ name: `homeroom_bus_${name}`, help, labelNames, registers: [registry] })
  return {
    messages: counter('messages_total', 'Messages of nodes over the bus: in, out.', 'direction'),
    bytes: counter('bytes_total', 'Bytes of messages of nodes over the bus: in, out.', 'direction'),
    dropped: counter('dropped_total', 'Messages of nodes that were dropped, by reason.', 'reason'),
    missed: counter('missed_total', 'Times that a room asked another node for what it had missed.'),
    measure: (name: string, help: string, read: () => number) => measure(`bus_${name}`, help, read),
  }
}
