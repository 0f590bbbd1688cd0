import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readLayout } from '../../examples/classroom/floor/layout.ts'
import { DEFAULT_LIMITS, LIMITS, type LimitName, presetOf } from '../../server/base/limits.ts'
import { readClassRequest } from '../../server/command/class-command.ts'
import { readConfig, SERVE_FLAGS } from '../../server/command/config.ts'
import { flagHelp } from '../../server/command/flags.ts'
import { readTokenRequest } from '../../server/command/token-command.ts'
import { SECRET } from '../support/tokens.ts'

const OLD_SECRET = 'the-old-secret-that-is-on-its-way-out'

const config = (args: string[], env: Record<string, string> = {}) => readConfig(args, env)

test('[CO1] with nothing said it is a relay on this machine that anybody here may join', () => {
  expect(config([])).toEqual({
    faults: [],
    config: {
      host: '127.0.0.1',
      port: 1234,
      data: 'homeroom.db',
      durability: 'normal',
      secrets: [],
      jwks: null,
      origins: [],
      workers: 1,
      webhooks: [],
      rooms: 'any',
      roles: {},
      space: 'free',
      idleMs: 30_000,
      trustProxy: 0,
      gc: true,
      heal: true,
      attendance: null,
      chat: 30,
      crowd: 200,
      bus: null,
      versions: {},
      limits: DEFAULT_LIMITS,
      logLevel: 'info',
    },
  })
})

test('[CO2] reads every flag', () => {
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const jwks = join(folder, 'jwks.json')
  writeFileSync(jwks, '{"keys":[]}')
  const args =
    '--host 0.0.0.0 --port 0 --data :memory: --durability full --anonymous view --origin https://a.example/x'
  const more = `--roles teacher=host --roles pupil=attendee --secret ${SECRET} --secret ${OLD_SECRET} --origin http://localhost:5173 --space unit --rooms known --idle 0.5 --versions hourly:24,daily:30 --log debug --jwks ${jwks}`
  const read = config(`${args} ${more}`.split(' '))
  expect(read.faults).toEqual([])
  expect(read.config).toMatchObject({
    host: '0.0.0.0',
    port: 0,
    data: ':memory:',
    durability: 'full',
    secrets: [SECRET, OLD_SECRET],
    jwks,
    anonymous: 'view',
    origins: ['https://a.example', 'http://localhost:5173'],
    space: 'unit',
    rooms: 'known',
    roles: { teacher: 'host', pupil: 'attendee' },
    idleMs: 500,
    versions: { hourly: 24, daily: 30 },
    logLevel: 'debug',
  })
})

test('[CO2] limits are set by name, one flag or one word of the environment each', () => {
  expect(config(['--limit', 'room=30', '--limit', 'joins=5', '--trust-proxy', '2'])).toMatchObject({
    faults: [],
    config: { limits: { room: 30, joins: 5 }, trustProxy: 2 },
  })
  expect(config([], { HOMEROOM_LIMIT: 'room=30 joins=5' }).config.limits).toMatchObject({
    room: 30,
    joins: 5,
  })
  for (const name of Object.keys(LIMITS) as LimitName[]) {
    const { help } = LIMITS[name]
    expect(flagHelp(SERVE_FLAGS)).toMatch(new RegExp(`^ +${name} +${help} \\(${presetOf(name)}\\)$`, 'm'))
  }
})

test.each([
  ['seats=30', '"seats" is no limit; the limits are connections, room'],
  ['toString=1', 'is no limit'],
  ['__proto__=1', 'is no limit'],
  ['30', 'is no limit'],
  ['room', 'a whole number above 0, not ""'],
  ['room=many', 'a whole number above 0, not "many"'],
  ['room=0', 'a whole number'],
  ['room=-1', 'a whole number'],
  ['room=1.5', 'a whole number'],
  ['room=1e3', 'a whole number'],
  ['waiting=10001', 'waiting is at most 10000, not 10001'],
])('[CO4] --limit %s is told what it lacks', (text, message) => {
  const { faults } = config(['--limit', text])
  expect(faults).toEqual([expect.stringContaining(message)])
})

test('[CO4] a limit that is given twice, and half a proxy', () => {
  expect(config('--limit room=1 --limit room=2 --trust-proxy 0.5'.split(' ')).faults).toHaveLength(2)
})

test('[CO3] each flag has an environment twin, and the command line wins', () => {
  const env = {
    HOMEROOM_SECRET: `${SECRET} ${OLD_SECRET}`,
    HOMEROOM_PORT: '8080',
    HOMEROOM_HOST: '0.0.0.0',
    HOMEROOM_LOG: '',
  }
  expect(config(['--port', '9090'], env)).toMatchObject({
    faults: [],
    config: { secrets: [SECRET, OLD_SECRET], port: 9090, host: '0.0.0.0', logLevel: 'info' },
  })
})

test('[CO4] says everything that is wrong at once', () => {
  expect(config('--limit a=1 --limit room=x --limit joins=5'.split(' ')).faults).toHaveLength(2)
  const args =
    '--port 70000 --anonymous maybe --space deep --idle -1 --log loud --origin nowhere --jwks /no/such/file'
  const { faults } = config([...args.split(' '), '--foo', '--host', '::', '--secret', '', 'extra'])
  for (const flag of [
    'port',
    'anonymous',
    'space',
    'idle',
    'log',
    'origin',
    'jwks',
    'foo',
    'secret',
    'extra',
  ]) {
    expect(faults.some((fault) => fault.includes(flag))).toBe(true)
  }
})

test.each([
  [['--host', '0.0.0.0'], false],
  [['--host', '0.0.0.0', '--anonymous', 'join'], true],
  [['--host', '0.0.0.0', '--secret', SECRET], true],
  [['--host', '127.0.0.9'], true],
  [['--host', '127.evil.example'], false],
  [['--host', '::1'], true],
  [['--host', 'localhost'], true],
  [['--anonymous', 'off'], false],
])('[CO5] %j is allowed: %s', (args, isAllowed) => {
  expect(config(args).faults.length === 0).toBe(isAllowed)
})

test('[CO2][CO3][RO2] words for roles are read, and what is wrong with them is said', () => {
  const roles = { teacher: 'host', pupil: 'attendee' }
  expect(config([], { HOMEROOM_ROLES: 'teacher=host pupil=attendee' })).toMatchObject({
    config: { roles },
    faults: [],
  })
  const words = ['teacher', 'host=viewer', 'a b=host', 'pupil=attendee', 'pupil=host', 'boss=all']
  expect(config(words.flatMap((word) => ['--roles', word])).faults).toEqual([
    '--roles teacher is one of viewer, attendee, member, host, not ""',
    '--roles host is a role already, with rights of its own',
    '--roles "a b" is a word of 1 to 64 letters, digits and _ . : -',
    '--roles pupil was given twice',
    '--roles boss is one of viewer, attendee, member, host, not "all"',
  ])
})

test('[CO6][RO2] a token may have a word of the relay for its role', () => {
  const ask = (...args: string[]) =>
    readTokenRequest(['--secret', SECRET, '--sub', 'ada', '--role', 'teacher', ...args], {})
  expect(ask('--roles', 'teacher=host')).toMatchObject({ claims: { role: 'teacher' }, faults: [] })
  expect(ask().faults).toEqual(['--role is one of viewer, attendee, member, host'])
  expect(ask('--roles', 'teacher=boss').faults).toEqual([
    '--roles teacher is one of viewer, attendee, member, host, not "boss"',
  ])
})

test('[CO6] a token is asked for by flags, and what is wrong with them is said at once', () => {
  const good = readTokenRequest(
    `--secret ${SECRET} --sub ada --name Ada --role host --room a/* --room b --ttl 30m`.split(' '),
    {},
  )
  expect(good).toEqual({
    secret: SECRET,
    claims: { sub: 'ada', name: 'Ada', role: 'host', rooms: ['a/*', 'b'], ttlSeconds: 1800 },
    faults: [],
  })
  expect(readTokenRequest(['--sub', 'ada'], { HOMEROOM_SECRET: `${SECRET} ${OLD_SECRET}` })).toMatchObject({
    secret: SECRET,
    faults: [],
  })
  expect(
    readTokenRequest(`--role boss --ttl soon --secret short --room ${'*'.repeat(257)} --bar`.split(' '), {})
      .faults,
  ).toHaveLength(6)
})

test('[CO9] --lan listens at every address, and does not say where twice', () => {
  expect(config(['--lan', '--secret', SECRET], { HOMEROOM_HOST: '127.0.0.1' })).toMatchObject({
    faults: [],
    config: { host: '0.0.0.0' },
  })
  expect(config(['--lan']).faults).toEqual([
    expect.stringContaining('without --secret or --jwks lets anybody in'),
  ])
  expect(config(['--lan', '--host', '127.0.0.1']).faults).toEqual([
    '--lan and --host both say where to listen',
  ])
})

test('[CO8] a class is asked for by the name of its room, and listens at every address', () => {
  const { request, faults } = readClassRequest(['école/7b', '--no-open'], { HOMEROOM_PORT: '0' })
  expect(faults).toEqual([])
  expect(request).toMatchObject({ room: 'école/7b', opens: false })
  expect(request?.config).toMatchObject({ host: '0.0.0.0', port: 0, secrets: [], logLevel: 'warn' })
  const own = readClassRequest(['7b', '--host', '127.0.0.1'], { HOMEROOM_SECRET: SECRET })
  expect(own.request).toMatchObject({
    ...{ opens: true, desks: null },
    config: { host: '127.0.0.1', secrets: [SECRET] },
  })
  expect(readClassRequest(['7b', '--desks', '28'], {}).request?.desks).toBe(28)
  // As the page reads it: what hosts chose counts before it, and nonsense does not count.
  expect(readLayout(undefined, undefined, 28)).toEqual({ rows: 4, columns: 7 })
  expect(readLayout(2, 3, 28)).toEqual({ rows: 2, columns: 3 })
  expect(readLayout(undefined, undefined, 48)).toEqual({ rows: 6, columns: 8 })
  for (let people = 1; people <= 48; people++) {
    const { rows, columns } = readLayout(undefined, undefined, people)
    // Enough, and no row too many.
    expect(rows * columns, `${people} people`).toBeGreaterThanOrEqual(people)
    expect((rows - 1) * columns, `${people} people`).toBeLessThan(people)
  }
  for (const desks of [49, 0, 'x', undefined])
    expect(readLayout(undefined, undefined, desks)).toEqual({ rows: 3, columns: 5 })
})

test('[CO8] what is wrong with a class is said at once, and nothing is made', () => {
  const faultsOf = (...args: string[]) => readClassRequest(args, {}).faults
  expect(faultsOf()).toEqual(['class is followed by the name of its room, such as 7b'])
  expect(faultsOf('--port', 'x')).toHaveLength(2)
  expect(faultsOf('7 b')).toEqual([expect.stringContaining('"7 b" is no room')])
  expect(faultsOf('7b', '7c', '--workers', '2')).toEqual([
    expect.stringContaining('unexpected argument "7c"'),
    expect.stringContaining('unknown flag --workers'),
    expect.stringContaining('unexpected argument "2"'),
  ])
  for (const desks of ['0', '49', '2.5', '-1', 'many', ''])
    expect(faultsOf('7b', `--desks=${desks}`)).toEqual([
      `--desks is a number from 1 to 48, not ${JSON.stringify(desks)}`,
    ])
  expect(faultsOf('7b', '--secret', 'short')).toEqual([expect.stringContaining('--secret')])
})
