import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import type { Hooks } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { guideSections } from '../support/guide-sections.ts'
import { openSection, removeGuideFolder } from '../support/guide-world.ts'
import { startPostgres } from '../support/postgres.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

afterAll(removeGuideFolder)

/** The files of the guide's section, as a builder writes them. */
const openGuide = async () => {
  const section = guideSections().find(({ text }) => text.includes("from 'pg'"))
  if (section === undefined) throw new Error('the guide has no section with a database')
  const world = await openSection(section)
  const fileOf = (name: string) => {
    const file = world.blocks.find((block) => block.name === name)?.file
    if (file === undefined) throw new Error(`the guide has no ${name}`)
    return file
  }
  return { ...world, fileOf }
}

/** The text of a room in the table, asked by a connection of its own. */
const textIn = async (env: Record<string, string>, room: string): Promise<string | null> => {
  const client = new pg.Client({
    host: env.PGHOST,
    port: Number(env.PGPORT),
    user: env.PGUSER,
    database: env.PGDATABASE,
  })
  await client.connect()
  try {
    const { rows } = await client.query('SELECT text FROM texts WHERE room = $1', [room])
    return rows[0]?.text ?? null
  } finally {
    await client.end()
  }
}

test('the table of the guide has the last state of a room when its relay is closed', async () => {
  const { env } = await startPostgres()
  const { fileOf, folder, wsUrl } = await openGuide()
  const child = spawn('node', [fileOf('server.ts')], { cwd: folder, env: { ...process.env, ...env } })
  onTestCleanup(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const room = clientRoom(wsUrl, 'lesson')
  await room.connected()
  for (const word of 'the last words of a lesson'.split(' ')) room.text.insert(room.text.length, `${word} `)
  await until(() => room.room.saved.get().state === 'saved')
  child.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
  expect(await textIn(env, 'lesson')).toBe('the last words of a lesson ')
})

test('the table of the guide is in step again once a database that failed is back', async () => {
  const { env, stop, start } = await startPostgres()
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestCleanup(() => vi.unstubAllEnvs())
  const { fileOf } = await openGuide()
  const guide: { readonly hooks: Hooks; close(): Promise<void> } = await import(fileOf('texts.ts'))
  onTestCleanup(() => guide.close())
  const { clock, advance } = fakeClock()
  const { wsUrl } = await startRelay({ hooks: guide.hooks, clock })
  const room = clientRoom(wsUrl, 'lesson')
  await room.connected()
  const write = async (text: string) => {
    room.text.insert(room.text.length, text)
    await until(() => {
      advance(250)
      return room.room.saved.get().state === 'received'
    })
  }
  /** Seconds pass until the table has the text of the room. */
  const inStep = () =>
    until(async () => {
      advance(1_000)
      return (await textIn(env, 'lesson').catch(() => null)) === room.text.toString()
    }, 'the table is in step')

  await write('before ')
  await inStep()
  await stop()
  await write('while it is down ')
  for (let second = 0; second < 60; second++) {
    advance(1_000)
    await new Promise(setImmediate)
  }
  await start()
  await write('after')
  await inStep()
  expect(room.text.toString()).toBe('before while it is down after')
})
