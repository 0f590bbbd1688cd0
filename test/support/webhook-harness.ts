import { createContext } from '../../server/base/context.ts'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { memoryStore, type Store, type WebhookOptions } from '../../server/index.ts'
import type { KeepingStore } from '../../server/store/store.ts'
import { readWebhook } from '../../server/webhooks/webhook.ts'
import { Webhooks } from '../../server/webhooks/webhooks.ts'
import type { Json, RoomId } from '../../shared/index.ts'
import { onTestCleanup } from './cleanup.ts'
import { fakeClock } from './fake-clock.ts'
import { memoryLog } from './memory-log.ts'
import { sumOf } from './relay-metrics.ts'
import { until } from './until.ts'
import { WEBHOOK_SECRET } from './webhook-receiver.ts'

interface HarnessOptions {
  readonly store?: Store
  readonly outboxBytes?: number
  /** Where others have their outboxes in the store, too. */
  readonly owner?: string | null
}

/** Webhooks without a relay: a test makes the events, and moves the time. The receivers are real. */
export const webhookHarness = async (
  webhooks: readonly (Pick<WebhookOptions, 'url'> & Partial<WebhookOptions>)[],
  { store = memoryStore(), outboxBytes = DEFAULT_LIMITS.outbox, owner = null }: HarnessOptions = {},
) => {
  const time = fakeClock(Date.now())
  const { log, lines } = memoryLog()
  const limits = { ...DEFAULT_LIMITS, outbox: outboxBytes }
  const context = createContext({ clock: time.clock, log, limits })
  const all = webhooks.map((webhook) => readWebhook({ secret: WEBHOOK_SECRET, signals: ['n'], ...webhook }))
  const made = new Webhooks(all, {
    ...context,
    store: store as KeepingStore,
    owner,
    versionOf: async () => null,
  })
  await made.ready
  onTestCleanup(() => made.close())
  const metric = async (name: string, labels?: Record<string, string>) =>
    sumOf(await context.metrics.registry.metrics(), `homeroom_${name}`, labels)
  return {
    webhooks: made,
    store,
    /** The fields of each line that says this. */
    logged: (message: string) => lines.filter((line) => line.message === message).map(({ fields }) => fields),
    metric,
    /** A signal of the kind `n` in a room. */
    signal: (room: string, data: Json) =>
      made.take({
        ...{ type: 'signal.sent', room: room as RoomId, atMs: time.clock.wallMs(), kind: 'n', data },
        by: { id: null, name: null, role: 'host', connection: null, source: 'server' },
      }),
    /** Time passes, and what is due then is done. */
    pass: (ms: number) => {
      time.spend(ms)
      made.sweep()
    },
    /** Time passes in steps until `isDone`; what goes on is waited for before each of them. */
    passUntil: (stepMs: number, isDone: () => boolean | Promise<boolean>) =>
      until(async () => {
        await made.idle()
        if (await isDone()) return true
        time.spend(stepMs)
        made.sweep()
        return false
      }),
    /** How many events wait, and how many are dead. */
    left: async () => ({
      waiting: await metric('webhook_waiting_events'),
      dead: await metric('webhook_dead_letters'),
    }),
  }
}
