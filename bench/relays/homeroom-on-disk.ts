/** Homeroom with its documents in a file, and rooms that leave memory after a second. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, sqliteStore } from 'homeroom/server'
import { serve } from './serve.ts'

const folder = mkdtempSync(join(tmpdir(), 'homeroom-soak-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const store = sqliteStore(join(folder, 'rooms.db'))
const { url } = await createRelay({ store, idleMs: 1_000, limits: { joins: 2_000 } }).listen()
serve(Number(new URL(url).port))
