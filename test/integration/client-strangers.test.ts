import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { type Environment, joinRoom, type Status, systemEnvironment } from '../../client/index.ts'
import { onTestCleanup, sideBySide } from '../support/cleanup.ts'
import { nodeEnvironment } from '../support/client-room.ts'
import { fakeEnvironment } from '../support/fake-environment.ts'
import { randomFrom } from '../support/random.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { bareRelay, rawServer, refusingWay, talkingServer } from '../support/strangers.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** The sockets of `ws`, and those that Node has itself: each fails in its own way. */
const SOCKETS = [
  ['ws', nodeEnvironment],
  ['Node', () => systemEnvironment()],
] as const

// These wait for the pauses between tries, side by side.

const joined = (url: string, environment: Environment) => {
  const room = joinRoom(url, 'lesson', { environment, presence: { name: 'Ada' } })
  onTestCleanup(() => room.leave())
  const statuses: Status[] = []
  room.status.subscribe((status) => statuses.push(status))
  const reasons = () => statuses.flatMap((status) => (status.state === 'disconnected' ? [status.reason] : []))
  return { room, reasons }
}

test.concurrent.for(SOCKETS)(
  '[X49] [CL7] a server that answers no subprotocol is joined without one (sockets of %s): text and people',
  ([_name, environment], context) =>
    sideBySide(async () => {
      const { wsUrl } = await startRelay()
      const { url, cut } = await bareRelay(wsUrl)
      const { room } = joined(url, environment())
      const stock = stockClient(url, 'lesson', { state: { name: 'stock' } })
      await until(() => room.people.get().some(({ name }) => name === 'stock'))
      room.doc.getText('text').insert(0, 'hello')
      await until(() => stock.text.toString() === 'hello')
      expect(await stock.waitFor({ clientId: room.doc.clientID })).toMatchObject({ name: 'Ada' })
      expect(room.status.get()).toEqual({ state: 'connected' })
      expect(room.welcome.get()).toBeNull()
      cut()
      await until(() => room.status.get().state !== 'connected')
      await until(() => room.status.get().state === 'connected')
    })(context),
)

test.concurrent.for([2, 3, 4, 5])(
  '[X49] a relay of ours that cannot be reached %i times is never joined without its subprotocol',
  (refused, context) =>
    sideBySide(async () => {
      const { wsUrl } = await startRelay()
      const { url, offers } = await refusingWay(wsUrl, refused)
      const { room } = joined(url, nodeEnvironment())
      await until(() => room.status.get().state === 'connected')
      expect(room.welcome.get()).not.toBeNull()
      expect(offers.at(-1)).toBe('homeroom.v1')
      expect(offers.slice(0, 3)).toEqual(['homeroom.v1', 'homeroom.v1', null])
    })(context),
)

test.concurrent(
  '[X49] a client with a token never joins without it, as somebody else',
  sideBySide(async () => {
    const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'join' })
    const { url, offers } = await refusingWay(wsUrl, 5)
    const jwt = await token({ sub: 'ada', name: 'Ada' })
    const room = joinRoom(url, 'lesson', { environment: nodeEnvironment(), token: jwt })
    onTestCleanup(() => room.leave())
    await until(() => room.status.get().state === 'connected')
    expect(room.self.get()).toMatchObject({ id: 'ada' })
    expect(new Set(offers)).toEqual(new Set([`homeroom.v1,bearer.${jwt}`]))
  }),
)

const PORTAL = '<html>Sign in to this network</html>'

const accepted = ({ headers }: IncomingMessage): string => {
  const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const protocol =
    headers['sec-websocket-protocol'] === undefined ? '' : '\r\nSec-WebSocket-Protocol: homeroom.v1'
  const accept = createHash('sha1').update(key).digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}${protocol}\r\n\r\n`
}

const ANSWERS = {
  'a page, as a captive portal does': () =>
    `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${PORTAL.length}\r\n\r\n${PORTAL}`,
  'a redirect': () => 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n\r\n',
  'no HTTP': () => Buffer.from(randomFrom(49).bytes(2_000)),
  nothing: () => '',
  '101 with another key': () =>
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: none\r\n\r\n',
  '101 and then no frames': (request: IncomingMessage) =>
    Buffer.concat([Buffer.from(accepted(request)), randomFrom(50).bytes(2_000)]),
  '101 and then a page': (request: IncomingMessage) => `${accepted(request)}${PORTAL}`,
} as const satisfies Record<string, (request: IncomingMessage) => Buffer | string>

test.concurrent.for(
  Object.entries(ANSWERS).flatMap(([what, answer]) =>
    SOCKETS.map((sockets) => [what, ...sockets, answer] as const),
  ),
)(
  '[X49] a server that answers %s (sockets of %s) is a reason, nothing is thrown, and it is tried again',
  ([_what, _name, environment, answer], context) =>
    sideBySide(async () => {
      let tries = 0
      const url = await rawServer((request) => {
        tries += 1
        return answer(request)
      })
      const { room, reasons } = joined(url, environment())
      await until(() => tries >= 4, 'it is tried again')
      for (const reason of reasons()) expect(reason).toMatch(/[a-z]/)
      expect(reasons().length).toBeGreaterThanOrEqual(3)
      expect(['connecting', 'disconnected']).toContain(room.status.get().state)
    })(context),
)

const random = randomFrom(51)

test.each([
  ['random frames', () => random.bytes(1 + random.below(40))],
  ['empty frames', () => new Uint8Array()],
  ['text', (turn: number) => JSON.stringify({ type: 'hello', turn })],
  ['frames of messages that nobody knows', () => Uint8Array.of(102, 1, 2, 3)],
])(
  '[X49] [CL14] a server that says %s without an end is left with a reason, and tried again later',
  async (_what, say: (turn: number) => string | Uint8Array) => {
    const url = await talkingServer(say)
    const fake = fakeEnvironment(nodeEnvironment().WebSocket)
    const { room, reasons } = joined(url, fake.environment)
    // About 4 s pass between two words of the server, so it is never silent for long enough to be lost by that.
    await until(() => {
      fake.pass(1_000)
      return reasons().length > 0
    })
    expect(reasons()).toEqual(['what came was of no Yjs relay'])
    expect(fake.reported()).toEqual([])
    fake.pass(5_000)
    expect(room.status.get()).toMatchObject({ state: 'connecting', attempt: 1 })
  },
)
