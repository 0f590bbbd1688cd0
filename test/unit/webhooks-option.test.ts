import { expect, test } from 'vitest'
import { readConfig } from '../../server/command/config.ts'
import { memoryStore, type RelayOptions, WEBHOOK_EVENTS } from '../../server/index.ts'
import { parseRelayOptions } from '../../server/options/relay-options.ts'
import { readText, tableRows } from '../support/files.ts'
import { WEBHOOK_SECRET } from '../support/webhook-receiver.ts'

const URL = 'https://school.example/hooks'

const NO_URL = 'is a URL that events are sent to, like https://school.example/hooks'

const faultsOf = (webhooks: unknown): string => {
  try {
    parseRelayOptions({ store: memoryStore(), webhooks } as RelayOptions)
    return ''
  } catch (error) {
    return `${error}`
  }
}

test('a webhook gets all events and no signals where nothing is said', () => {
  const { webhooks } = parseRelayOptions({ webhooks: [{ url: URL, secret: WEBHOOK_SECRET }] })
  expect(webhooks).toEqual([
    { url: URL, secret: WEBHOOK_SECRET, events: [...WEBHOOK_EVENTS], signals: [], allowHttp: false },
  ])
  expect(parseRelayOptions({}).webhooks).toEqual([])
})

test.each([
  ['http://127.0.0.1/x', ''],
  ['http://[::1]:3000/x', ''],
  ['http://localhost/x', ''],
  ['http://127.0.0.1.school.example/x', 'http to another machine'],
  ['http://localhost.school.example/x', 'http to another machine'],
  ['http://10.0.0.1/x', 'http to another machine'],
  ['ftp://school.example/x', NO_URL],
  ['/hooks', NO_URL],
  ['nonsense', NO_URL],
  ['https://ada:pass@school.example/', 'has a name or a password in it'],
])('the URL %s: %s', (url, fault) => {
  const faults = faultsOf([{ url, secret: WEBHOOK_SECRET }])
  if (fault === '') expect(faults).toBe('')
  else expect(faults).toContain(fault)
  expect(faults).not.toContain('pass@')
})

test('http to another machine is a word of the operator', () => {
  expect(faultsOf([{ url: 'http://app:3000/hooks', secret: WEBHOOK_SECRET, allowHttp: true }])).toBe('')
})

test.each([
  'whsec_',
  WEBHOOK_SECRET.slice('whsec_'.length),
  `whsec_${Buffer.alloc(23).toString('base64')}`,
  `whsec_${Buffer.alloc(65).toString('base64')}`,
  `${WEBHOOK_SECRET.slice(0, -2)}-_`,
  `${WEBHOOK_SECRET}=`,
])('%s is no secret, and no message quotes it', (secret) => {
  for (const given of [secret, [WEBHOOK_SECRET, secret]]) {
    const faults = faultsOf([{ url: URL, secret: given }])
    expect(faults).toContain('whsec_ and 24 to 64 bytes in base64')
    if (secret.length > 10) expect(faults).not.toContain(secret)
  }
})

test('everything else that is wrong with webhooks is said by its name', () => {
  const webhook = { url: URL, secret: WEBHOOK_SECRET }
  expect(faultsOf([{ ...webhook, events: ['person.came'] }])).toContain('is one of room.opened')
  expect(faultsOf([{ ...webhook, signals: ['a b'] }])).toContain('is a kind of signal')
  expect(faultsOf([{ url: URL }])).toContain('webhooks.0.secret is missing')
  expect(faultsOf([{ secret: WEBHOOK_SECRET }])).toContain('webhooks.0.url is missing')
  expect(faultsOf([URL])).toContain('webhooks.0 is a webhook, like { url')
  expect(faultsOf([{ ...webhook, retries: 3 }])).toContain('webhooks.0.retries is no option of a webhook')
  expect(faultsOf([webhook, webhook])).toContain('has a URL twice')
  expect(faultsOf([{ ...webhook, secret: [] }])).toContain('webhooks.0.secret')
  expect(faultsOf(webhook)).toContain('webhooks is a list')
})

test('the flags make the option, from the environment too', () => {
  const env = { HOMEROOM_WEBHOOK_SECRET: `${WEBHOOK_SECRET} ${WEBHOOK_SECRET}` }
  const args = [
    '--webhook',
    URL,
    '--webhook',
    `${URL}/2`,
    '--webhook-event',
    'room.closed',
    '--webhook-signal',
    'answer',
  ]
  const { config, faults } = readConfig(args, env)
  expect(faults).toEqual([])
  const one = {
    secret: [WEBHOOK_SECRET, WEBHOOK_SECRET],
    events: ['room.closed'],
    signals: ['answer'],
    allowHttp: false,
  }
  expect(config.webhooks).toEqual([
    { url: URL, ...one },
    { url: `${URL}/2`, ...one },
  ])
  expect(parseRelayOptions({ webhooks: config.webhooks }).webhooks).toHaveLength(2)
})

test('flags of webhooks that make no sense together are refused', () => {
  const faultsOfFlags = (...args: readonly string[]) => readConfig(args, {}).faults.join('\n')
  expect(faultsOfFlags('--webhook', URL)).toBe(
    '--webhook needs --webhook-secret, or HOMEROOM_WEBHOOK_SECRET: by it the receiver knows the relay',
  )
  expect(faultsOfFlags('--webhook-secret', WEBHOOK_SECRET)).toBe(
    '--webhook-secret is of use with --webhook alone',
  )
  const http = ['--webhook', 'http://app:3000/?key=k', '--webhook-secret', WEBHOOK_SECRET]
  expect(faultsOfFlags(...http)).toContain('--webhook-http any')
  expect(faultsOfFlags(...http)).not.toContain('key=k')
  expect(faultsOfFlags(...http, '--webhook-http', 'any')).toBe('')
  const nonsense = ['--webhook', 'nonsense', '--webhook-secret', WEBHOOK_SECRET]
  expect(faultsOfFlags(...nonsense)).toBe(`--webhook ${NO_URL}`)
  expect(faultsOfFlags('--webhook', URL, '--webhook-secret', 'short')).toContain('--webhook-secret is whsec_')
})

test('the page of webhooks has each event', () => {
  const types = tableRows(readText('docs/server/webhooks.md'), 'type').map(([type = '']) =>
    type.replaceAll('`', ''),
  )
  expect([...types].sort()).toEqual([...WEBHOOK_EVENTS, 'signal.sent'].sort())
})
