/** Homeroom from its sources, on a file, whose rooms leave memory at once; tells for how long its loop stood still. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import { createRelay, sqliteStore } from '../../server/index.ts'
import { serve } from './serve.ts'

/** What has happened since the last answer. */
export interface Watched {
  /** The processor time between two turns of the loop, at most, in ms: what others do on the machine is not in it. */
  readonly worstMs: number
  /** The heap at most, with garbage that was not collected yet. */
  readonly heapBytes: number
}

const TICK_MS = 1

let worstMs = 0
let heapBytes = 0
let before = process.threadCpuUsage()
setInterval(() => {
  const { user, system } = process.threadCpuUsage(before)
  before = process.threadCpuUsage()
  worstMs = Math.max(worstMs, (user + system) / 1_000)
  heapBytes = Math.max(heapBytes, getHeapStatistics().used_heap_size)
}, TICK_MS)

process.on('message', (question) => {
  if (question !== 'watched') return
  const watched: Watched = { worstMs, heapBytes }
  process.send?.(watched)
  worstMs = 0
  heapBytes = 0
})

const folder = mkdtempSync(join(tmpdir(), 'homeroom-watched-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const store = sqliteStore(join(folder, 'rooms.db'))
const { url } = await createRelay({ store, idleMs: 50, limits: { joins: 2_000 } }).listen()
serve(Number(new URL(url).port))
