import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { createProject } from './project.ts'

const beganMs = performance.now()
const project = await createProject([], ['runtime'])
const installedMs = performance.now()

test('from nothing to a first room: one command installs it, one runs it, a script joins', async () => {
  const startedMs = performance.now()
  const relay = project.start(project.bin('homeroom'), ['--port', '0'])
  const [, url = ''] = await relay.line(/listening on (\S+)/)
  const told = JSON.parse(await project.run('node', ['client.mjs', url, 'Ada']))
  const endedMs = performance.now()
  expect(told).toEqual({ people: ['Ada'], text: 'Ada was here. ' })
  const seconds = (ms: number) => (ms / 1000).toFixed(1)
  console.log(
    `npm install homeroom: ${seconds(installedMs - beganMs)} s; from there to the first room: ${seconds(endedMs - startedMs)} s`,
  )

  // By require, too: Node has that for ES modules since 22.12.
  const required = JSON.parse(await project.run('node', ['client.cjs', url, 'Bob']))
  expect(required).toEqual({ people: ['Bob'] })
})

test('the package is small, and runs nothing while it is installed', () => {
  // Most of it is the pages, compressed in the two ways in which browsers take them; of these half is the whiteboard.
  expect(statSync(inject('tarball')).size).toBeLessThan(4 * 1024 * 1024)
  const { scripts } = JSON.parse(
    readFileSync(join(project.folder, 'node_modules/homeroom/package.json'), 'utf8'),
  )
  expect(Object.keys(scripts).filter((name) => /install|prepare/.test(name))).toEqual([])
})

test('homeroom/token loads jose, and nothing of the relay', async () => {
  const told = JSON.parse(await project.run('node', ['token.mjs']))
  expect(told).toEqual({ sub: 'ada', packages: ['homeroom', 'jose'] })
})

test('homeroom/store-contract runs by the runner of Node', async () => {
  const told = await project.run('node', ['--test', '--test-reporter=tap', 'store.mjs'])
  expect(told).toMatch(/^# pass [1-9]\d/m)
  expect(told).toMatch(/^# fail 0$/m)
})

test('homeroom record and replay come with the package', async () => {
  const relay = project.start(project.bin('homeroom'), ['--port', '0', '--data', ':memory:'])
  const [, url = ''] = await relay.line(/listening on (\S+)/)
  const flags = ['--url', url, '--room', 'lesson', '--out', 'lesson.rec']
  await project.start(project.bin('homeroom'), ['record', ...flags]).line(/recording lesson into lesson\.rec/)
  const replay = ['replay', '--url', url, '--room', 'again', '--in', 'lesson.rec']
  await expect(project.run(project.bin('homeroom'), replay)).rejects.toThrow(
    'the recording breaks off after 0.0 s',
  )
})

test('a Postgres is not there without the package pg, and that is said', async () => {
  const serve = project.run(project.bin('homeroom'), ['--postgres', 'postgres://127.0.0.1:1/school'])
  await expect(serve).rejects.toThrow('the package pg is not installed: npm install pg')
})

test('an older Yjs of the app is the one copy', async () => {
  const { run, start } = await createProject(['yjs@13.6.24'], ['runtime'])
  expect(await run('node', ['own-doc.mjs'])).toBe('joined\n')
  const relay = start('node', ['relay.mjs', 'rooms.db'])
  const [, url = ''] = await relay.line(/relay at (\S+)/)
  await run('node', ['client.mjs', url, 'Ada'])
  const { text } = JSON.parse(await run('node', ['client.mjs', url, 'Bob']))
  expect(text).toContain('Ada was here.')
})

test('a document of another copy of Yjs is an error that says what to do', async () => {
  const told = await project.run('node', ['two-copies.cjs'])
  expect(told).toMatch(/TypeError .*another copy of Yjs/)
  expect(told).toContain('npm ls yjs')
  expect(await project.run('node', ['one-copy.cjs'])).toBe('joined\n')
})
