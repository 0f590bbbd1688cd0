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

  /** Counted by hand where thousands of frames a second pass, and read when somebody asks. */
  const traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 }
  const tally = (key: keyof typeof traffic, name: string, help: string) =>
    new Counter({
      name: `homeroom_${name}`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(traffic[key])
      },
    })
  tally('messagesIn', 'messages_received_total', 'WebSocket messages received.')
  tally('bytesIn', 'received_bytes_total', 'Bytes of WebSocket messages received.')
  tally('messagesOut', 'messages_sent_total', 'WebSocket messages sent.')
  tally('bytesOut', 'sent_bytes_total', 'Bytes of WebSocket messages sent, with their headers.')

  return {
    registry,
    traffic,
    /** A gauge that is measured when somebody asks. */
    measure(name: string, help: string, read: () => number): void {
      new Gauge({
        name: `homeroom_${name}`,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    },
    connections: gauge('connections', 'Connections that are open.'),
    rooms: gauge('rooms', 'Rooms in memory, by state.', ['state']),
    entries: gauge('presence_entries', 'Presence entries of all rooms.'),
    faults: counter('faults_total', 'Frames or parts of frames that were refused, by reason.', ['code']),
    echoes: counter(
      'presence_echoes_total',
      'Presence entries dropped since their sender does not own them.',
    ),
    catchUps: counter('catch_ups_total', 'Frames that told a receiver what it had missed, by what it was.', [
      'what',
    ]),
    heldPresence: counter('presence_held_total', 'Changes of presence that came too fast and had to wait.'),
    slowedReads: counter(
      'slowed_reads_total',
      'Times that a connection was read more slowly for its updates.',
    ),
    flushFailures: counter('flush_failures_total', 'Flushes of a room that failed.'),
    joins: counter('joins_total', 'Joins that were let in.'),
    preAuthSocketsCut: counter(
      'pre_auth_sockets_cut_total',
      "Sockets closed since too many were nobody's yet.",
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
