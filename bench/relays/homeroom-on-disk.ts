/**
 * Homeroom with its documents in a file, and rooms that leave memory after a second. The file is the one that it is given; without
 * one it is a new one, which goes with the process.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, sqliteStore } from 'homeroom/server'
import { serve } from './serve.ts'

const ownFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-soak-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'rooms.db')
}

const store = sqliteStore(process.argv[2] ?? ownFile())
const { url } = await createRelay({ store, idleMs: 1_000, limits: { joins: 2_000 } }).listen()
serve(Number(new URL(url).port))
