import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { onTestCleanup } from '../support/cleanup.ts'
import { pingIn } from '../support/hostile.ts'
import { runRelay } from '../support/run-command.ts'
import { until } from '../support/until.ts'

/** Another room may wait so much longer than it does while nothing happens. */
const STALL_MS = 500

/** A ping of `homeroom.v1` in a masked frame of a client, as often as 64 KiB hold. */
const PIECE = Buffer.concat(
  Array.from({ length: 8_000 }, () => Buffer.from([0x82, 0x82, 0, 0, 0, 0, 0x72, 0x01])),
)

/** A connection of bytes, opened by hand. */
const opened = async (url: string) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestCleanup(() => socket.destroy())
  socket.on('error', () => undefined)
  let heard = 0
  socket.on('data', ({ length }) => {
    heard += length
  })
  socket.write(
    `GET /flooded HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      'Sec-WebSocket-Protocol: homeroom.v1\r\n\r\n',
  )
  await until(() => heard > 0)
  return socket
}

test('[FO8] 40 connections with thousands of messages in one piece each: others go on', async () => {
  const relay = await runRelay(['--data', ':memory:'])
  const sockets = await Promise.all(Array.from({ length: 40 }, () => opened(relay.url)))
  const quiet = await pingIn(relay.wsUrl, 'quiet', 500)
  const ping = pingIn(relay.wsUrl, 'other', 4_000)
  for (const socket of sockets) socket.write(PIECE)
  const worst = await ping
  console.log(
    `40 pieces of 8000 messages: another room waits ${worst} ms at most, ${quiet} ms while nothing happens`,
  )
  expect(worst).toBeLessThan(quiet + STALL_MS)
  expect(relay.isRunning()).toBe(true)
})
