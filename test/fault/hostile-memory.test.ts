import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SYNC } from '../../shared/index.ts'
import { countingClient } from '../support/counting-client.ts'
import { embeds } from '../support/hostile.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { until } from '../support/until.ts'

const ROOMS = 16

/** As much text as one update may have. */
const fullUpdate = (): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'x'.repeat(8_000_000))
  return Y.encodeStateAsUpdate(doc)
}

test('[DL7] members who fill the documents of many rooms at once do not end a relay with 700 MiB of heap', async () => {
  const relay = await runRelay(['--data', ':memory:'], { NODE_OPTIONS: '--max-old-space-size=700' })
  const attackers = await Promise.all(
    Array.from({ length: ROOMS }, (_, index) => countingClient(relay.wsUrl, `attacked-${index}`)),
  )
  await until(() => attackers.every((attacker) => attacker.asked() > 0))
  const faults = () => metricOf(relay.url, 'homeroom_faults_total', { code: 'document-too-large' })
  const attack = async (by: typeof attackers, update: Uint8Array) => {
    const before = await faults()
    const sent = by.map((attacker) => [attacker, attacker.send(SYNC.update, update)] as const)
    const taken = () => sent.filter(([attacker, number]) => attacker.lastTold().received >= number).length
    await until(
      async () => taken() + (await faults()) - before >= by.length,
      'each was taken or refused',
      120_000,
    )
  }
  await attack(attackers, fullUpdate())
  const structs = embeds(2, 490_000)
  await attack(attackers, structs)
  for (const attacker of attackers) await attack([attacker], structs)
  console.log(
    `${await metricOf(relay.url, 'homeroom_document_bytes')} bytes of documents, ${await faults()} refusals`,
  )
  expect(await faults()).toBeGreaterThan(ROOMS)
  const late = await rawClient(relay.wsUrl, 'late', { isCompact: true })
  expect(await late.closed).toMatchObject({ code: 4531 })

  for (const attacker of attackers) attacker.ws.terminate()
  await until(
    async () => (await metricOf(relay.url, 'homeroom_rooms', { state: 'open' })) === 0,
    'all left',
    60_000,
  )
  const one = await countingClient(relay.wsUrl, 'served')
  await until(() => one.asked() > 0)
  one.write((doc) => doc.getText('text').insert(0, 'served'))
  await until(() => one.lastTold().received === one.sent(), 'it is taken')
  expect(relay.isRunning()).toBe(true)
}, 240_000)
