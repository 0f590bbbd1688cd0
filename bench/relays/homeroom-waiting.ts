/** Homeroom on a file, with links by the secret in its arguments, and room for as many people in front of a room as these say. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, sqliteStore } from 'homeroom/server'
import { serve } from './serve.ts'

const [secret = '', people = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'homeroom-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const { url } = await createRelay({
  secrets: [secret],
  store: sqliteStore(join(folder, 'homeroom.db')),
  limits: { waiting: Number(people), knocks: Number(people) },
}).listen()
serve(Number(new URL(url).port))
