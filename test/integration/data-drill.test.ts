import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runHomeroom } from '../support/data-command.ts'
import { readRoom } from '../support/data-file.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { type StockClient, stockClient } from '../support/stock-client.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const ROOMS = ['lesson/1', 'lesson/2', 'board']

test('[DA7] C72 a drill: exported while clients write, the file lost, imported into a new one, and all is there', async () => {
  const file = tempFile()
  const relay = await runRelay(['--data', file])
  const clients = ROOMS.map((room) => stockClient(relay.wsUrl, room))
  for (const [index, client] of clients.entries()) {
    await client.synced()
    client.text.insert(0, `room ${index}: `)
    for (let word = 0; word < 50; word++) client.text.insert(client.text.length, `word ${word} `)
  }
  await until(async () => (await metricOf(relay.url, 'homeroom_journal_written_updates_total')) > 0)
  await until(async () => (await metricOf(relay.url, 'homeroom_journal_pending_updates')) === 0)
  const before = clients.map(({ text }) => text.toString())

  const folder = join(tempFolder(), 'backup')
  const exporting = runHomeroom(['export', '--data', file, '--all', '--out', folder])
  let isExporting = true
  const exported = exporting.finally(() => {
    isExporting = false
  })
  await until(() => {
    for (const { text } of clients) text.insert(text.length, '.')
    return !isExporting
  })
  expect(await exported).toMatchObject({ code: 0, stderr: '' })
  relay.kill('SIGKILL')
  await relay.exited()
  for (const { provider } of clients) provider.destroy()
  for (const name of readdirSync(dirname(file))) rmSync(join(dirname(file), name))

  const imported = await runHomeroom(['import', '--data', file, '--all', '--in', folder])
  expect(imported).toMatchObject({ code: 0, stderr: '' })
  expect(await runHomeroom(['verify', '--data', file])).toMatchObject({ code: 0 })
  const restored = await runRelay(['--data', file])
  for (const [index, room] of ROOMS.entries()) {
    const client: StockClient = stockClient(restored.wsUrl, room)
    await client.synced()
    // What was written while the export ran may be in it or not; nothing from before it is missing.
    expect(client.text.toString().replace(/\.*$/, '')).toBe(before[index])
  }
})

test('[DA1] every command works beside a relay: reading, importing and compacting, and nothing that is written is lost', async () => {
  const file = tempFile()
  const relay = await runRelay(['--data', file])
  const client = stockClient(relay.wsUrl, 'lesson')
  await client.synced()
  let written = 0
  const write = () => client.text.insert(client.text.length, `${written++} `)
  const stored = async () => {
    await until(async () => (await metricOf(relay.url, 'homeroom_journal_pending_updates')) === 0)
    return (await readRoom(file, 'lesson')).text
  }
  const source = join(tempFolder(), 'copy.yjs')
  write()
  await until(async () => (await stored()) !== '')
  for (const args of [
    ['list'],
    ['verify'],
    ['compact'],
    ['export', '--room', 'lesson', '--out', source],
    ['import', '--room', 'copy', '--in', source],
    ['compact'],
  ]) {
    const running = runHomeroom([...args, '--data', file])
    let isRunning = true
    const ended = running.finally(() => {
      isRunning = false
    })
    await until(() => {
      write()
      return !isRunning
    })
    expect((await ended).code, args.join(' ')).toBe(0)
  }
  await until(async () => (await stored()) === client.text.toString())
  expect((await readRoom(file, 'copy')).text).not.toBe('')
  expect(await metricOf(relay.url, 'homeroom_store_quarantined_records_total')).toBe(0)
})
