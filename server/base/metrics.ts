import { Counter, Gauge, Registry } from 'prom-client'

/** The relay's numbers, in a registry of its own: two relays in one process do not mix. */
export type Metrics = ReturnType<typeof createMetrics>

export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name: `homeroom_${name}`, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `homeroom_${name}`, help, labelNames, registers })

  return {
    registry,
    connections: gauge('connections', 'Connections that are open.'),
    rooms: gauge('rooms', 'Rooms in memory, by state.', ['state']),
    entries: gauge('presence_entries', 'Presence entries of all rooms.'),
    framesIn: counter('frames_received_total', 'WebSocket messages received.'),
    bytesIn: counter('received_bytes_total', 'Bytes of WebSocket messages received.'),
    framesOut: counter('frames_sent_total', 'WebSocket messages sent.'),
    bytesOut: counter('sent_bytes_total', 'Bytes of WebSocket messages sent.'),
    faults: counter('faults_total', 'Frames or parts of frames that were refused, by reason.', ['code']),
    echoes: counter(
      'presence_echoes_total',
      'Presence entries dropped since their sender does not own them.',
    ),
    refusals: counter('refusals_total', 'Requests refused before a room was joined, by reason.', ['code']),
    closes: counter('closes_total', 'Connections that the relay closed, by reason.', ['reason']),
    journalPending: gauge('journal_pending_updates', 'Document updates that are not yet in the store.'),
    journalWritten: counter('journal_written_updates_total', 'Document updates written to the store.'),
    storeFailures: counter('store_failures_total', 'Store operations that failed, by operation.', [
      'operation',
    ]),
    quarantined: counter('store_quarantined_records_total', 'Records set aside since they were damaged.'),
  }
}
