/**
 * A document near the limit: 62 texts of 1 MiB come into a relay with SQLite, the relay is killed and started again, and fresh clients
 * read all of it. Prints a table, and ends by itself.
 *
 * Run: npm run large [-- --cores 1] (the relay has one core, which is its own; by default any, as the command has)
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FREED_AT_ONCE_FLAG, TWO_HELPERS_FLAG, YOUNG_GENERATION_FLAG } from '../server/node-flags.ts'
import { readFlags } from './flags.ts'
import { largeClient, TEXTS } from './load/large-client.ts'
import { startPing } from './load/ping.ts'
import { pinGenerator, type RelayProcess, startRelay } from './relay-process.ts'

const MIB = 1024 * 1024

/** All of it takes no longer, or has failed. */
const ALL_MS = 600_000
setTimeout(() => {
  throw new Error(`not within ${ALL_MS / 1000} s`)
}, ALL_MS).unref()

const folder = mkdtempSync(join(tmpdir(), 'homeroom-large-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'rooms.db')

const { cores } = readFlags(import.meta.url, { cores: { type: 'string', default: 'any' } })
if (cores !== '1' && cores !== 'any') throw new Error(`--cores is 1 or any, not ${cores}`)
if (cores === '1') pinGenerator()

/** In a process that starts as the command starts one. */
const startOnDisk = (): Promise<RelayProcess> =>
  cores === '1'
    ? startRelay('homeroom-on-disk.ts', [file], [YOUNG_GENERATION_FLAG, FREED_AT_ONCE_FLAG, TWO_HELPERS_FLAG])
    : startRelay('homeroom-on-disk.ts', [file], [YOUNG_GENERATION_FLAG, FREED_AT_ONCE_FLAG], 'any')

const urlOf = (relay: RelayProcess) => `ws://127.0.0.1:${relay.port}`

const mib = (bytes: number): string => (bytes / MIB).toFixed(0)

/** Does `work`, while another room is pinged; prints a line of the table. */
const step = async (what: string, relay: RelayProcess, work: () => Promise<unknown>): Promise<void> => {
  const ping = startPing(urlOf(relay))
  await sleep(500)
  const beganMs = performance.now()
  const beganCpu = relay.cpuSeconds
  let mostBytes = relay.rssBytes
  const watching = setInterval(() => {
    mostBytes = Math.max(mostBytes, relay.rssBytes)
  }, 50)
  await work()
  clearInterval(watching)
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1)
  const cpu = (relay.cpuSeconds - beganCpu).toFixed(1)
  const onDisk = statSync(file).size + (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0)
  const longest = (await ping.stop()).toFixed(0)
  const cells = [what, seconds, cpu, mib(relay.rssBytes), mib(mostBytes), mib(onDisk), longest]
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}

process.stdout.write(`${TEXTS} texts of 1 MiB in one document. The longest ping is that of another room.

| step | s | relay cpu, s | resident, MiB | at most, MiB | files, MiB | longest ping, ms |
|---|---|---|---|---|---|---|
`)
const before = await startOnDisk()
await step('nothing, for 3 s', before, () => sleep(3_000))
await step('our client writes it', before, await largeClient(urlOf(before), 'write'))
await before.stop()
const after = await startOnDisk()
await step('after a restart our client reads it', after, await largeClient(urlOf(after), 'read'))
await step('a stock client reads it', after, await largeClient(urlOf(after), 'readAsStock'))
await step('its room leaves memory', after, () => sleep(5_000))
await after.stop()
process.exit()
