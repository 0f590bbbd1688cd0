import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { readConfig } from '../../server/command/config.ts'
import {
  createLog,
  createRelay,
  memoryStore,
  type RelayOptions,
  sqliteStore,
  systemClock,
} from '../../server/index.ts'
import { parseRelayOptions } from '../../server/options/relay-options.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET } from '../support/tokens.ts'

/** What is wrong with options, a line each. */
const faultsOf = (options: unknown): readonly string[] => {
  try {
    // Nothing is started where anything is wrong.
    createRelay(options as RelayOptions).close()
  } catch (error) {
    if (error instanceof TypeError) return error.message.split('\n  ').slice(1)
    throw error
  }
  return []
}

test('[CO7][X27] everything that is wrong with the options of a relay is said at once', () => {
  const options = {
    anonymous: 'yes',
    origins: 'https://a',
    limits: { rooms: 4, joins: 0, room: '9' },
    store: 'x.db',
    space: 'cube',
    orgins: [],
    verify: true,
  }
  expect(faultsOf(options)).toEqual([
    'orgins is no option',
    'verify is no option',
    'anonymous is one of join, view, off, not "yes"',
    'origins is a list, not "https://a"',
    'space is one of free, unit, not "cube"',
    expect.stringContaining('limits.rooms is no limit; the limits are connections, room'),
    'limits.joins is a whole number above 0, not 0',
    'limits.room is a whole number above 0, not "9"',
    'store is an object with the methods open, append, since, adopt, compact, replace, list, orders, order, close, not "x.db"',
  ])
})

test.each<[string, unknown, string]>([
  ['a store of which a method is missing', { store: { ...memoryStore(), list: undefined } }, 'store is'],
  [
    'a hook that is none',
    { hooks: { onJion: () => undefined } },
    'hooks.onJion is no hook; the hooks are onLoad',
  ],
  ['a hook that is no function', { hooks: { onJoin: 'no' } }, 'hooks.onJoin is a function, not "no"'],
  [
    'hooks that are none',
    { hooks: () => undefined },
    'hooks is an object of functions by name, not a function',
  ],
  ['secrets that are no list', { secrets: 'secret' }, 'secrets is a list'],
  ['an empty secret', { secrets: [SECRET, ''] }, 'secrets.1 is shorter than 32 bytes'],
  ['a secret that is no text', { secrets: [5] }, 'secrets.0 is a text'],
  ['a key set that is not there', { jwks: '/no/such/file' }, 'jwks cannot be read: ENOENT'],
  ['an issuer that is none', { issuer: null }, 'issuer is a text, not null'],
  ['an audience that is none', { audience: ['a'] }, 'audience is a text, not a list'],
  ['an origin that is none', { origins: ['school.example'] }, 'origins.0 is an origin like'],
  ['no function', { authenticate: {} }, 'authenticate is a function, not an object'],
  ['a period that is none', { versions: { yearly: 1 } }, 'versions has no other periods than hourly'],
  ['no number of versions', { versions: { daily: 0 } }, 'versions daily is a whole number from 1 to 1000'],
  ['versions that are a text', { versions: 'hourly:24' }, 'versions is an object of numbers by period'],
  ['half a proxy', { trustProxy: 0.5 }, 'trustProxy is a whole number from 0 to 16, not 0.5'],
  ['time that runs backwards', { idleMs: -1 }, 'idleMs is a number from 0 to 86400000, not -1'],
  ['no number', { idleMs: Number.NaN }, 'idleMs is a number from 0 to 86400000, not NaN'],
  ['rooms of no kind', { rooms: true }, 'rooms is one of any, known, not true'],
  ['a page that is no folder', { page: '' }, 'page is empty'],
  ['a function in the place of a log', { log: () => undefined }, 'log is an object with the methods'],
  ['a clock that stands', { clock: { wallMs: () => 0 } }, 'clock is an object with the methods'],
  ['limits that are a number', { limits: 5 }, 'limits is an object of numbers by name, not 5'],
  ['a limit beyond what a relay bears', { limits: { waiting: 10_001 } }, 'limits.waiting is at most 10000'],
  ['a relay that lets nobody in', { anonymous: 'off' }, 'anonymous: "off" without secrets'],
  ['a text in the place of options', 'secret', 'options are an object, not "secret"'],
  ['null in the place of options', null, 'options are an object, not null'],
  ['a list in the place of options', [], 'options are an object, not a list'],
  ['a role of the table', { roles: { member: 'host' } }, 'roles.member is a role already'],
  ['a word with a space', { roles: { 'a b': 'host' } }, 'roles.a b is a word of 1 to 64 letters'],
  ['rights that are none', { roles: { boss: 'all' } }, 'roles.boss is one of viewer, attendee, member, host'],
  ['roles that are a list', { roles: ['teacher'] }, 'roles is an object of roles by word, not a list'],
  ['a path without a slash', { path: 'rooms' }, 'path is a path such as /rooms, not "rooms"'],
  ['a path that leads up', { path: '/rooms/..' }, 'path is a path such as /rooms, not "/rooms/.."'],
  ['a path with a query', { path: '/rooms?x' }, 'path is a path such as /rooms, not "/rooms?x"'],
])('[CO7][X27] %s is refused', (_what, options, message) => {
  expect(faultsOf(options).filter((fault) => fault.startsWith(message))).toHaveLength(1)
})

test.each([
  ['31 characters', 'x'.repeat(31), false],
  ['32 characters', 'x'.repeat(32), true],
  ['16 characters of two bytes', 'é'.repeat(16), true],
  ['nothing', '', false],
])('[CO7][X29] a secret of %s is long enough: %s', (_what, secret, isGood) => {
  const faults = [...faultsOf({ secrets: [SECRET, secret] }), ...readConfig(['--secret', secret], {}).faults]
  expect(faults).toEqual(
    isGood
      ? []
      : [
          expect.stringMatching(/^secrets\.1 is shorter than 32 bytes: take the output of/),
          expect.stringMatching(/^--secret is shorter than 32 bytes: take the output of/),
        ],
  )
})

test('[CO7] no secret is in what is said of it', () => {
  expect(faultsOf({ secrets: 'a-secret', jwks: 5 }).join()).not.toContain('a-secret')
  expect(faultsOf({ secrets: [['a-secret']] }).join()).not.toContain('a-secret')
})

test('[CO7] what is left out, or undefined, is as it is documented', () => {
  const { clock, log, store, ...settings } = parseRelayOptions({
    space: undefined,
    jwks: undefined,
  } as object)
  expect(clock).toBe(systemClock)
  expect(store.durability).toBe('none')
  expect(log.warn).toBeTypeOf('function')
  expect(settings).toEqual({
    secrets: [],
    jwks: null,
    anonymous: 'join',
    origins: [],
    webhooks: [],
    rooms: 'any',
    roles: {},
    space: 'free',
    idleMs: 30_000,
    trustProxy: 0,
    gc: true,
    heal: true,
    hooks: {},
    attendance: null,
    chat: 30,
    crowd: 200,
    bus: null,
    versions: {},
    limits: DEFAULT_LIMITS,
    page: null,
    path: '',
    verifies: false,
    isOpenUnsaid: true,
  })
})

test.each([
  ['/', ''],
  ['/rooms', '/rooms'],
  ['/api/v1/rooms/', '/api/v1/rooms'],
])('[CO7] the path %s is %j', (path, read) => {
  expect(parseRelayOptions({ path }).path).toBe(read)
})

/** What is wrong with what `call` passes on, a line each. */
const faultsOfCall = async (call: () => unknown): Promise<readonly string[]> => {
  try {
    await call()
  } catch (error) {
    if (error instanceof TypeError) return error.message.split('\n  ')
    throw error
  }
  return []
}

test('[CO7][X27] the options of listen and of sqliteStore are read in the same way', async () => {
  const relay = createRelay()
  const listen = (options: unknown) => faultsOfCall(() => relay.listen(options as object))
  expect(await listen({ prot: 1, host: 7, port: '80' })).toEqual([
    'The options of relay.listen are not valid:',
    'prot is no option',
    'host is a text, not 7',
    'port is a whole number from 0 to 65535, not "80"',
  ])
  expect(await listen(8080)).toContain('options are an object, not 8080')
  await relay.close()
  const store = (path: unknown, options?: unknown) =>
    faultsOfCall(() => sqliteStore(path as string, options as object))
  expect(await store('', { durabilty: 'full', durability: 'yes' })).toEqual([
    'The options of sqliteStore are not valid:',
    'durabilty is no option',
    'durability is one of normal, full, not "yes"',
    'path is that of a file; memoryStore() keeps documents in memory',
  ])
  expect(await store({ path: 'x.db' })).toContain(
    'path is that of a file; memoryStore() keeps documents in memory',
  )
})

test('[CO7] options that are good are taken as they are', () => {
  const jwks = tempFile()
  writeFileSync(jwks, '{"keys":[]}')
  const [log, store] = [createLog('silent'), memoryStore()]
  const options = { log, store, jwks, origins: ['https://a.example/page', 'capacitor://localhost'] }
  const settings = parseRelayOptions({ ...options, limits: { room: 5, joins: undefined } })
  expect(settings).toMatchObject({
    origins: ['https://a.example', 'capacitor://localhost'],
    limits: { ...DEFAULT_LIMITS, room: 5 },
    anonymous: 'off',
    verifies: true,
  })
  expect(settings.log).toBe(log)
  expect(settings.store).toBe(store)
})

test.each([[[]], [{ constructor: 'host' }], [JSON.parse('{"__proto__":"host"}')]])(
  '[CO7] roles that are %j are refused, and not left out',
  (roles) => {
    expect(() => parseRelayOptions({ roles })).toThrow(/roles (is an object|cannot have the words)/)
  },
)
