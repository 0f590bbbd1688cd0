import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SYNC } from '../../shared/index.ts'
import { countingClient } from '../support/counting-client.ts'
import { after, documentSize, embeds, pingIn, values } from '../support/hostile.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'
import { text, updateOf } from '../support/yjs-bytes.ts'

/** Another room may wait so much longer than it does while nothing happens. The old relay stood still for seconds. */
const STALL_MS = 1_000

/** What follows from an update, such as writing it, is done by then. */
const AFTER_MS = 1_500

/** Insertions at one place, each of which Yjs compares with all those before it. */
const conflicts = (count: number): Uint8Array =>
  updateOf([
    {
      client: 2,
      structs: Array.from({ length: count }, (_, index) => text('a', { rightOrigin: [1, index] })),
    },
    { client: 1, structs: [text('x'.repeat(count))] },
  ])

const setUp = async (...args: string[]) => {
  const relay = await runRelay(['--data', ':memory:', ...args])
  const attacker = await countingClient(relay.wsUrl, 'attacked')
  await until(() => attacker.asked() > 0)
  return { relay, attacker }
}

const attacks: Record<string, () => Uint8Array> = {
  '[X20] 45 KB of insertions at one place': () => conflicts(6_500),
  '[X21] 45 000 values of a list, each a struct': () => values(45_000),
  '[X22] 140 000 structs that are never joined': () => embeds(2, 140_000),
}

test.each(Object.entries(attacks))('%s: another room hardly notices', async (name, make) => {
  const { relay, attacker } = await setUp()
  const quiet = await pingIn(relay.wsUrl, 'quiet', after(500))
  const update = make()
  let isOver = () => false
  const ping = pingIn(relay.wsUrl, 'other', () => isOver())
  attacker.send(SYNC.update, update)
  let isClosed = false
  void attacker.closed.then(() => {
    isClosed = true
  })
  await until(() => isClosed || attacker.lastTold().received >= attacker.sent(), 'it was read', 60_000)
  isOver = after(AFTER_MS)
  const worst = await ping
  console.log(
    `${name}, ${update.length} bytes: another room waits ${worst} ms at most, ${quiet} ms while nothing happens`,
  )
  expect(worst).toBeLessThan(quiet + STALL_MS)
  expect(relay.isRunning()).toBe(true)
})

test('[X20] [X21] [X22] a relay with 700 MiB of heap outlives all of them, twice, and serves another room', async () => {
  // Documents of this size fill the memory that all rooms have by preset, and then nobody can add anything ([DL7]).
  const limit = ['--limit', 'memory=300000000']
  const relay = await runRelay(['--data', ':memory:', ...limit], { NODE_OPTIONS: '--max-old-space-size=700' })
  // More conflicts of one sender take a slow machine over the 5 s after which it is closed ([DL5]), which is the next test.
  const updates = [conflicts(1_500), conflicts(1_500), values(45_000), embeds(2, 490_000)]
  for (const round of [1, 2]) {
    for (const [index, update] of updates.entries()) {
      const attacker = await countingClient(relay.wsUrl, `attacked ${round} ${index}`.replaceAll(' ', '-'))
      await until(() => attacker.asked() > 0)
      attacker.send(SYNC.update, update)
      await until(() => attacker.lastTold().received >= 2, 'it is in the document', 60_000)
    }
  }
  const [one, other] = [
    await countingClient(relay.wsUrl, 'other'),
    await countingClient(relay.wsUrl, 'other'),
  ]
  await until(() => one.asked() > 0 && other.asked() > 0)
  one.write((doc) => doc.getText('text').insert(0, 'served'))
  await until(() => other.doc.getText('text').toString() === 'served')
  expect(await metricOf(relay.url, 'homeroom_rooms', { state: 'open' })).toBe(9)
  expect(relay.isRunning()).toBe(true)
}, 180_000)

test('[DL5] [X20] a client whose writing takes the relay too long is closed for good, and the others go on', async () => {
  const { relay, attacker } = await setUp()
  const other = await countingClient(relay.wsUrl, 'attacked')
  attacker.send(SYNC.update, conflicts(10_000))
  expect(await attacker.closed).toMatchObject({ code: 4421 })
  expect(await metricOf(relay.url, 'homeroom_closes_total', { reason: 'too-costly' })).toBe(1)
  other.write((doc) => doc.getText('said').insert(0, 'still here'))
  const joiner = await countingClient(relay.wsUrl, 'attacked')
  await until(() => joiner.doc.getText('said').toString() === 'still here', 'the joiner has it', 60_000)
})

test('[DL4] [X22] more structs than a document may have are refused, in one update and in many', async () => {
  const { relay, attacker } = await setUp('--limit', 'structs=20000')
  attacker.send(SYNC.update, embeds(2, 30_000))
  for (let client = 3; client < 13; client++) attacker.send(SYNC.update, embeds(client, 3_000))
  attacker.write((doc) => doc.getMap('map').set('after', 'all'))
  await until(
    async () => (await metricOf(relay.url, 'homeroom_faults_total', { code: 'document-too-large' })) > 1,
  )
  const joiner = await countingClient(relay.wsUrl, 'attacked')
  await until(() => joiner.answers() > 0)
  expect(documentSize(joiner.doc)).toBeLessThanOrEqual(20_000)
  expect(documentSize(joiner.doc)).toBeGreaterThan(15_000)
})

test('[DL6] [X22] a room that has grown far too large is set aside, and the others live', async () => {
  const data = tempFile()
  const before = await runRelay(['--data', data])
  const writer = await countingClient(before.wsUrl, 'large')
  await until(() => writer.asked() > 0)
  writer.send(SYNC.update, embeds(2, 5_000))
  await until(() => writer.lastTold().saved >= 2, 'it is on disk')
  before.kill('SIGTERM')
  await before.exited()
  const after = await runRelay(['--data', data, '--limit', 'structs=1000'])
  const refused = await rawClient(after.wsUrl, 'large', { isCompact: true })
  expect(await refused.closed).toMatchObject({ code: 4504 })
  const other = await countingClient(after.wsUrl, 'small')
  await until(() => other.answers() > 0)
  expect(await metricOf(after.url, 'homeroom_rooms_set_aside')).toBe(1)
  expect(Y.getState(other.doc.store, 2)).toBe(0)
})
