import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { onTestCleanup } from '../support/cleanup.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

/** A socket that sends so many requests in one piece, and counts the answers where it reads them. */
const pipelined = (url: string, path: string, count: number, reads: boolean) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answers = 0
  let isClosed = false
  if (reads)
    socket.on('data', (data) => {
      answers += data.toString('latin1').split('HTTP/1.1 200').length - 1
    })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isClosed = true
  })
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`.repeat(count))
  onTestCleanup(() => socket.destroy())
  return { answers: () => answers, isClosed: () => isClosed }
}

test('[LM7] of thousands of requests in one piece two are answered at most, and others are', async () => {
  const { url } = await startRelay()
  const sockets = Array.from({ length: 20 }, () => pipelined(url, '/healthz', 2_600, true))
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  await until(() => sockets.every(({ isClosed }) => isClosed()))
  for (const { answers } of sockets) expect(answers()).toBeLessThan(3)
})

test('[LM7] requests one after the other on one socket are all answered', async () => {
  const { url } = await startRelay()
  for (let count = 0; count < 50; count++) {
    const response = await fetch(`${url}/healthz`)
    expect(response.status).toBe(200)
    await response.text()
  }
})

test('[LM7] answers that nobody reads are not kept: a socket has two', async () => {
  const { url } = await startRelay()
  const unread = pipelined(url, '/metrics', 5_000, false)
  await until(() => unread.isClosed())
})
