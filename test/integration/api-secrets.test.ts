import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { writeV1Message } from '../../shared/index.ts'
import { textUpdate } from '../support/api-client.ts'
import { closeOf, openSocket, type UpgradeOptions } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** Each way in which a token travels to a room. */
const waysOf = (wsUrl: string, jwt: string): readonly [string, UpgradeOptions][] => [
  [`${wsUrl}/lesson?token=${jwt}`, {}],
  [`${wsUrl}/lesson`, { protocols: ['homeroom.v1', `bearer.${jwt}`] }],
  [`${wsUrl}/lesson`, { headers: { authorization: `Bearer ${jwt}` } }],
]

/** Every request of the API, good and bad, as the holder of this token or secret; gives all that it was answered. */
const exerciseApi = async (url: string, bearer: string): Promise<string> => {
  const answers: string[] = []
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { ...init.headers, authorization: `Bearer ${bearer}` }
    for (const response of [
      await fetch(`${url}/api${path}`, { ...init, headers }),
      await fetch(`${url}/api${path}?token=${bearer}`, init),
    ])
      answers.push(await response.text(), JSON.stringify([...response.headers]))
  }
  const post = (path: string, body: object) =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  for (const path of ['/openapi.json', '/rooms', '/nothing']) await ask(path)
  for (const path of ['', '/presence', '/connections', '/document']) await ask(`/rooms/lesson${path}`)
  await ask('/rooms/no%20room')
  await ask('/rooms/other/document', { method: 'PUT', body: textUpdate('Hello') as BodyInit })
  await ask('/rooms/other/document', { method: 'PUT', body: 'no update' })
  await ask('/rooms/other/document', { method: 'DELETE' })
  await post('/rooms/lesson/signals', { kind: 'bell' })
  await post('/rooms/lesson/signals', { kind: 'no kind' })
  await post('/rooms/lesson/role', { id: 'ada', role: 'member' })
  await post('/rooms/lesson/lock', { locked: true })
  await post('/rooms/lesson/lock', { locked: false })
  await post('/rooms/lesson/kick', { id: 'nobody' })
  return answers.join('\n')
}

test('[GA9][HT14] C43 no token and no secret is in a log line, a metric or an answer, however it came', async () => {
  const relay = await runRelay(['--data', ':memory:', '--log', 'trace'], { HOMEROOM_SECRET: SECRET })
  const { url, wsUrl } = relay
  const good = await token({ role: 'host' })
  const tokens = {
    good,
    bad: await token({}, 'another-secret-that-the-relay-lacks'),
    expired: await token({ ttlSeconds: -60 }),
    broken: `${good}x`,
    elsewhere: await token({ rooms: ['other'] }),
    subjectless: await token({ sub: ' ' }),
  }
  const heard: string[] = []
  for (const jwt of Object.values(tokens)) {
    for (const [address, options] of waysOf(wsUrl, jwt)) {
      const opened = await openSocket(address, options).catch((error: Error) => error)
      if (opened instanceof Error) {
        heard.push(opened.message)
        continue
      }
      opened.on('message', (data: Buffer) => heard.push(data.toString('latin1')))
      if (jwt !== good) heard.push((await closeOf(opened)).reason)
      else {
        // A token in a frame, where it belongs and where it does not.
        for (const renewed of Object.values(tokens)) opened.send(writeV1Message.token(renewed))
        opened.send(good)
        opened.send(Buffer.from(SECRET))
      }
    }
  }
  for (const bearer of [SECRET, ...Object.values(tokens)]) heard.push(await exerciseApi(url, bearer))
  await until(() => relay.stderr().includes('unknown-message'))
  heard.push(await fetch(`${url}/metrics`).then((response) => response.text()))
  relay.kill('SIGTERM')
  await relay.exited()

  const log = relay.stderr()
  const everything = [log, relay.stdout(), ...heard].join('\n')
  // The first part of a token is the same for all, and no secret.
  for (const secret of [SECRET, ...Object.values(tokens)])
    for (const part of secret.split('.').slice(secret === SECRET ? 0 : 1))
      expect(everything).not.toContain(part)

  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.filter(({ room }) => room !== 'lesson')).toEqual([])
  const closed = lines.filter(({ msg }) => msg === 'the relay closes a connection')
  expect(closed.length).toBeGreaterThan(0)
  for (const { connection } of closed) expect(connection).toMatch(/^[\w-]{16}$/)
})

test('[GA9][HT14] an own check that quotes the token as it fails does not bring it into the log', async () => {
  const { log, lines } = memoryLog()
  const { url, wsUrl } = await startRelay({
    log,
    authenticate: async ({ token: secret }) => {
      const jwt = secret?.reveal()
      throw new TypeError(`cannot read ${jwt}`, { cause: new Error(`https://keys.example/?token=${jwt}`) })
    },
  })
  const jwt = await token()
  await openSocket(`${wsUrl}/lesson?token=${jwt}`).catch((error: Error) => error)
  const answer = await fetch(`${url}/api/rooms/lesson`, { headers: { authorization: `Bearer ${jwt}` } })
  expect(answer.status).toBe(503)
  const text = inspect(lines, { depth: null })
  expect(text).toContain('cannot read <redacted>')
  expect(text).not.toContain(jwt)
  expect(await answer.text()).not.toContain(jwt)
  for (const { fields } of lines) expect(fields.room).toBe('lesson')
})
