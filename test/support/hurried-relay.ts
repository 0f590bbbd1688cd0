/**
 * A relay in a process of its own that shares a Postgres and a Redis and has a webhook, and whose time goes `HURRY` times as fast: where
 * relays wait half a minute for one that is gone, a test waits some seconds. Its arguments are the three URLs.
 */
import { type Clock, createRelay, postgresStore, redisBus, systemClock } from '../../server/index.ts'
import { SECRET } from './tokens.ts'
import { WEBHOOK_SECRET } from './webhook-receiver.ts'

const HURRY = 6

const [database = '', redis = '', receiver = ''] = process.argv.slice(2)

const clock: Clock = {
  wallMs: systemClock.wallMs,
  monotonicMs: () => systemClock.monotonicMs() * HURRY,
  every: (ms, tick) => systemClock.every(ms / HURRY, tick),
  after: (ms, then) => systemClock.after(ms / HURRY, then),
}

const relay = createRelay({
  clock,
  store: postgresStore(database),
  bus: redisBus(redis),
  secrets: [SECRET],
  anonymous: 'join',
  webhooks: [{ url: receiver, secret: WEBHOOK_SECRET, signals: ['n'] }],
})
const { url } = await relay.listen()
process.stdout.write(`listening on ${url}\n`)
