import { Counter, Gauge, Registry } from 'prom-client'

/** The relay's numbers, in a registry of its own: two relays in one process do not mix. */
export type Metrics = ReturnType<typeof createMetrics>

/** Counted by hand where thousands of messages a second pass, and read when somebody asks. */
const TRAFFIC = {
  messagesIn: ['messages_received_total', 'WebSocket messages received.'],
  bytesIn: ['received_bytes_total', 'Bytes of WebSocket messages received.'],
  messagesOut: ['messages_sent_total', 'WebSocket messages sent.'],
  bytesOut: ['sent_bytes_total', 'Bytes of WebSocket messages sent, with their headers.'],
} as const

type Traffic = Record<keyof typeof TRAFFIC, number>

const countTraffic = (registry: Registry): Traffic => {
  const traffic: Traffic = { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 }
  for (const key of Object.keys(TRAFFIC) as (keyof Traffic)[]) {
    const [name, help] = TRAFFIC[key]
    new Counter({
      name: `homeroom_${name}`,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(traffic[key])
      },
    })
  }
  return traffic
}

const metersOf = (registry: Registry) => {
  const named = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) => ({
    ...{ name: `homeroom_${name}`, help, labelNames, registers: [registry] },
  })
  return {
    named,
    counter: <Label extends string>(name: string, help: string, ...labels: readonly Label[]) =>
      new Counter<Label>(named(name, help, labels)),
    gauge: <Label extends string>(name: string, help: string, ...labels: readonly Label[]) =>
      new Gauge<Label>(named(name, help, labels)),
  }
}

const peopleMeters = (gauge: ReturnType<typeof metersOf>['gauge']) => ({
  entries: gauge('presence_entries', 'Presence entries of all rooms.'),
  crowds: gauge('crowds', 'Rooms of which receivers are told in part.'),
  crowdReceivers: gauge('crowd_receivers', 'Receivers that are told of some of the people of their room.'),
})

export const createMetrics = () => {
  const registry = new Registry()
  const { named, counter, gauge } = metersOf(registry)
  return {
    registry,
    traffic: countTraffic(registry),
    /** A gauge that is measured when somebody asks. */
    measure(name: string, help: string, read: () => number): void {
      new Gauge({
        ...named(name, help, []),
        collect() {
          this.set(read())
        },
      })
    },
    connections: gauge('connections', 'Connections that are open.'),
    rooms: gauge('rooms', 'Rooms in memory, by state.', 'state'),
    ...peopleMeters(gauge),
    failures: counter('failures_total', 'Failures of the relay itself, by the door that held them.', 'where'),
    faults: counter('faults_total', 'Messages or parts of them that were refused, by reason.', 'code'),
    echoes: counter('presence_echoes_total', 'Presence entries of others that a client sent back.'),
    catchUps: counter('catch_ups_total', 'Messages that told a receiver what it had missed.', 'what'),
    heldPresence: counter('presence_held_total', 'Changes of presence that came too fast and had to wait.'),
    slowedReads: counter('slowed_reads_total', 'Times that a connection was read more slowly.'),
    joins: counter('joins_total', 'Joins that were let in.'),
    preAuthSocketsCut: counter(
      'pre_auth_sockets_cut_total',
      'Sockets closed: too many had asked for nothing.',
    ),
    refusals: counter('refusals_total', 'Requests refused before a room was joined, by reason.', 'code'),
    closes: counter('closes_total', 'Connections that the relay closed, by reason.', 'reason'),
    journalPending: gauge('journal_pending_updates', 'Document updates that are not yet in the store.'),
    journalWritten: counter('journal_written_updates_total', 'Document updates written to the store.'),
    storeFailures: counter(
      'store_failures_total',
      'Store operations that failed, by operation.',
      'operation',
    ),
    chatMessages: counter(
      'chat_messages_total',
      'Messages of the chat, by what became of them: taken, refused.',
      'outcome',
    ),
    webhookEvents: counter(
      'webhook_events_total',
      'What became of events, for each webhook: delivered, dead, dropped.',
      'outcome',
    ),
    webhookFailures: counter('webhook_failures_total', 'Tries of webhooks that failed, by reason.', 'reason'),
    roomsSetAside: gauge('rooms_set_aside', 'Rooms that are too large, or take too long, to be loaded.'),
    hookCalls: counter(
      'hook_calls_total',
      'Calls of hooks of the host, by how they ended.',
      'hook',
      'outcome',
    ),
    missing: counter('store_missing_records_total', 'Records that were acknowledged, and are gone.'),
    quarantined: counter('store_quarantined_records_total', 'Records set aside since they were damaged.'),
  }
}
