import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { createProject } from './project.ts'

/** How each runs a script. */
const RUNTIMES = [
  ['bun', []],
  ['deno', ['run', '--allow-all']],
] as const

const project = await createProject(['bun@1', 'deno@2'], ['runtime'])

test.each(RUNTIMES)('a client on %s joins a room', async (runtime, flags) => {
  const { url } = await startRelay()
  const told = JSON.parse(await project.run(project.bin(runtime), [...flags, 'client.mjs', url, runtime]))
  expect(told).toEqual({ people: [runtime], text: `${runtime} was here. ` })
})

test('a relay on Deno serves a room, and keeps it in a file', async () => {
  const file = join(project.folder, 'rooms.db')
  const relay = project.start(project.bin('deno'), ['run', '--allow-all', 'relay.mjs', file])
  const [, url = ''] = await relay.line(/relay at (\S+)/)
  await project.run('node', ['client.mjs', url, 'Ada'])
  const { text } = JSON.parse(await project.run('node', ['client.mjs', url, 'Bob']))
  expect(text).toContain('Ada was here.')
})

test('a relay on Bun says that it cannot be', async () => {
  const told = project.run(project.bin('bun'), ['relay.mjs'])
  await expect(told).rejects.toThrow('Bun')
})
