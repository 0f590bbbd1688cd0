import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { readConfig, SERVE_FLAGS } from '../../server/command/config.ts'
import { findFiles, readText } from '../support/files.ts'

const SECRET = { HOMEROOM_SECRET: 'x'.repeat(64) }

/** A drain is over in 10 s: [LI3]. */
const DRAIN_S = 10

/** The relay ends a connection that is silent for so long: [LI1]. */
const DEADLINE_S = 30

const manifest = JSON.parse(readText('package.json'))
const unit = readText('deploy/homeroom.service')
const image = readText('deploy/Dockerfile')
const compose = readText('deploy/compose.yaml')
const settings = parseEnv(readText('deploy/homeroom.env'))

/** What stands behind a word at the start of a line, each time. */
const after = (text: string, word: string): string[] =>
  [...text.matchAll(new RegExp(`^\\s*${word}[ =:]+(.+)$`, 'gm'))].map((match) => match[1] ?? '')

const secondsAfter = (text: string, word: string): number[] =>
  after(text, word).map((value) => Number.parseInt(value, 10))

const serveArgs = (command: string): string[] => command.split(' serve ')[1]?.split(' ') ?? []

test('[CO2] the unit starts a relay behind one proxy, which keeps its data where the unit may write', () => {
  const [command = ''] = after(unit, 'ExecStart')
  const { config, faults } = readConfig(serveArgs(command), { ...settings, ...SECRET })
  expect(faults).toEqual([])
  const [folder] = after(unit, 'StateDirectory')
  expect(config).toMatchObject({ host: '127.0.0.1', trustProxy: 1, data: `/var/lib/${folder}/homeroom.db` })
})

test('[CO4][CO5] neither the unit nor the image lets anybody in because nobody wrote a secret', () => {
  const [command = ''] = after(unit, 'ExecStart')
  expect(readConfig(serveArgs(command), settings).faults).not.toEqual([])
  const env = parseEnv(after(image, 'ENV').join(' ').replaceAll(' ', '\n'))
  expect(readConfig([], env).faults).not.toEqual([])
  expect(readConfig([], { ...env, ...SECRET }).faults).toEqual([])
  expect(readConfig([], { ...env, ...settings }).faults).not.toEqual([])
})

test('[CO3] each setting that is named is one of the command', () => {
  const cluster = ['compose.yaml', 'homeroom@.service', 'kubernetes/homeroom.yaml'].map((file) =>
    readText(`deploy/cluster/${file}`),
  )
  const names = [unit, image, compose, readText('deploy/homeroom.env'), ...cluster]
    .flatMap((text) => text.match(/HOMEROOM_[A-Z_]+/g) ?? [])
    .filter((name) => !name.endsWith('_'))
  const flags = Object.keys(SERVE_FLAGS).map((flag) => `HOMEROOM_${flag.toUpperCase().replaceAll('-', '_')}`)
  expect(names.length).toBeGreaterThan(5)
  expect(names.filter((name) => !flags.includes(name))).toEqual([])
})

test('[LI3] whoever stops a relay gives it the time of a drain', () => {
  const [unitS = 0] = secondsAfter(unit, 'TimeoutStopSec')
  const [composeS = 0] = secondsAfter(compose, 'stop_grace_period')
  expect(Math.min(unitS, composeS)).toBeGreaterThan(DRAIN_S)
})

test('[LI1][PR7] no proxy ends a silent connection before the relay does', () => {
  const nginx = readText('deploy/nginx.conf')
  for (const name of ['proxy_read_timeout', 'proxy_send_timeout']) {
    const [seconds = 0] = secondsAfter(nginx, name)
    expect(seconds).toBeGreaterThan(DEADLINE_S)
  }
})

test('the image is made of what is there, by scripts that are there, on a Node that is new enough', () => {
  const sources = after(image, 'COPY')
    .filter((copy) => !copy.startsWith('--from'))
    .flatMap((copy) => copy.split(' ').slice(0, -1))
  for (const source of sources) expect(source === '.' || findFiles(source).length === 1, source).toBe(true)
  for (const [, script] of image.matchAll(/npm run (\w+)/g))
    expect(manifest.scripts).toHaveProperty([script ?? ''])
  const [command = '[]'] = after(image, 'ENTRYPOINT')
  expect(JSON.parse(command)).toEqual(['node', manifest.bin.homeroom])
  // What the command imports lies beside it, as in the package: compiled sources, and the page.
  const folders = after(image, 'COPY').flatMap((copy) => /\.\/(dist\/\w+)$/.exec(copy)?.[1] ?? [])
  expect(folders.sort()).toEqual(manifest.files.filter((name: string) => name.startsWith('dist/')).sort())
  const majors = after(image, 'FROM').map((from) => Number(/^node:(\d+)-/.exec(from)?.[1]))
  const [least] = manifest.engines.node.match(/\d+/)
  for (const major of majors) expect(major).toBeGreaterThanOrEqual(Number(least))
  expect(after(image, 'USER')).toEqual(['node'])
})

test('[GA9] each log of Caddy leaves out where a token may be', () => {
  const caddy = readText('deploy/Caddyfile')
  const logs = caddy.match(/^\s*log\b/gm) ?? []
  expect(logs).toHaveLength(2)
  for (const where of [/uri query \{\s+delete token\s+\}/g, /headers>Sec-Websocket-Protocol delete/g])
    expect(caddy.match(where)).toHaveLength(logs.length)
})
