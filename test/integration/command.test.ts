import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { FREED_AT_ONCE_FLAG, TWO_HELPERS_FLAG, YOUNG_GENERATION_FLAG } from '../../server/node-flags.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { readText } from '../support/files.ts'
import { refusedUpgrade } from '../support/http.ts'
import { runNode, runRelay } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'

const run = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const command = runNode('server/bin.ts', args, env)
  const code = await command.exited()
  return { code, stdout: command.stdout(), stderr: command.stderr() }
}

test('[CO1] says in one line where it listens, and anybody here may join', async () => {
  const relay = await runRelay(['--data', ':memory:'])
  expect(relay.stdout()).toMatch(/^homeroom listening on http:\/\/127\.0\.0\.1:\d+\n$/)
  await stockClient(relay.wsUrl, 'lesson').synced()
})

const flagsOf = ({ pid }: { readonly pid: number | undefined }) =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')

test('[CO1] its process has a small young generation, unless NODE_OPTIONS gives a size', async () => {
  expect(flagsOf(await runRelay(['--data', ':memory:']))).toContain(YOUNG_GENERATION_FLAG)
  const own = await runRelay(['--data', ':memory:'], { NODE_OPTIONS: '--max_semi_space_size=4' })
  expect(flagsOf(own)).not.toContain(YOUNG_GENERATION_FLAG)
})

test('[CO1] V8 frees at once what its middle compiler used', async () => {
  expect(flagsOf(await runRelay(['--data', ':memory:']))).toContain(FREED_AT_ONCE_FLAG)
})

test('[CO1] V8 has two threads that help it on one core, unless NODE_OPTIONS gives a number', async () => {
  const onOneCore = ['taskset', '-c', '0']
  expect(flagsOf(await runRelay(['--data', ':memory:'], {}, onOneCore))).toContain(TWO_HELPERS_FLAG)
  const own = await runRelay(['--data', ':memory:'], { NODE_OPTIONS: '--v8-pool-size=3' }, onOneCore)
  expect(flagsOf(own)).not.toContain(TWO_HELPERS_FLAG)
})

test('[CO3] takes its secrets from the environment, and lets in whom a minted token names', async () => {
  const env = {
    HOMEROOM_SECRET: `${SECRET} an-older-secret-that-is-on-its-way-out`,
    HOMEROOM_DATA: ':memory:',
  }
  const relay = await runRelay([], env)
  const minted = await run(
    ['token', '--sub', 'ada', '--name', 'Ada', '--role', 'host', '--room', 'lesson/*'],
    env,
  )
  expect(minted).toMatchObject({ code: 0, stderr: '' })
  const ada = stockClient(relay.wsUrl, 'lesson/1', { params: { token: minted.stdout.trim() }, state: {} })
  const other = stockClient(relay.wsUrl, 'lesson/1', {
    params: { token: await token({ sub: 'b' }) },
    state: {},
  })
  expect(await other.waitFor(ada)).toMatchObject({ id: 'ada', name: 'Ada', role: 'host' })
  expect(await refusedUpgrade(`${relay.wsUrl}/other?token=${minted.stdout.trim()}`)).toMatchObject({
    close: 4403,
  })
  expect(relay.stderr()).not.toContain(SECRET)
  expect(relay.stderr()).not.toContain(minted.stdout.trim())
})

test('[CO4] lists every fault of the configuration and exits with 2', async () => {
  const { code, stderr, stdout } = await run([
    'serve',
    '--port',
    'x',
    '--space',
    'deep',
    '--host',
    '0.0.0.0',
    '--foo',
  ])
  expect([code, stdout]).toEqual([2, ''])
  for (const part of ['--port', '--space', '--host', '--foo']) expect(stderr).toContain(part)
  expect(await run(['token', '--role', 'boss'])).toMatchObject({ code: 2, stdout: '' })
})

test('[CO3] a token that a relay would not take is not printed', async () => {
  const rooms = Array.from({ length: 400 }, (_, n) => ['--room', `school/class-${n}`])
  const { code, stdout, stderr } = await run(['token', '--sub', 'ada', '--secret', SECRET, ...rooms.flat()])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^homeroom: The token would have \d+ bytes/)
})

test('[CO4] names the flag where the port is taken', async () => {
  const { url } = await runRelay(['--data', ':memory:'])
  const { port } = new URL(url)
  const { code, stderr } = await run(['--data', ':memory:', '--port', port])
  expect([code, stderr]).toEqual([
    1,
    `homeroom: port ${port} of 127.0.0.1 is taken: --port 0 finds a free one\n`,
  ])
})

test('[CO5] listens for everyone only where that is said aloud', async () => {
  expect(await run(['--host', '0.0.0.0'])).toMatchObject({ code: 2 })
  const relay = await runRelay(['--host', '0.0.0.0', '--anonymous', 'join', '--data', ':memory:'])
  expect(relay.stdout()).toMatch(/on http:\/\/127\.0\.0\.1:\d+(, http:\/\/[\d.]+:\d+)*\n$/)
})

test('[CO2] --help names every flag, --version the version', async () => {
  const ofClass = await run(['class', '--help'])
  expect(ofClass.code).toBe(0)
  expect(ofClass.stdout).toContain('--no-open')
  expect(ofClass.stdout).not.toContain('--jwks')
  const help = await run(['--help'])
  expect(help.code).toBe(0)
  for (const flag of [
    'host',
    'port',
    'data',
    'durability',
    'secret',
    'jwks',
    'anonymous',
    'origin',
    'space',
    'idle',
    'log',
    'ttl',
  ]) {
    expect(help.stdout).toContain(`--${flag} `)
  }
  const { version } = JSON.parse(readText('package.json')) as { version: string }
  expect(await run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
})

test('[CO4] a port that is taken, or a data file that is none, is said in a line and exits with 1', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestCleanup(() => server.close())
  const port = String((server.address() as AddressInfo).port)
  const taken = await run(['--port', port, '--data', ':memory:'])
  expect(taken.code).toBe(1)
  expect(taken.stderr).toContain(port)
  expect(taken.stderr.trim().split('\n')).toHaveLength(1)

  const file = tempFile()
  writeFileSync(file, 'this is no database, and long enough to be looked at as one '.repeat(50))
  const broken = await run(['--port', '0', '--data', file])
  expect(broken.code).toBe(1)
  expect(broken.stderr).toContain(file)
})
