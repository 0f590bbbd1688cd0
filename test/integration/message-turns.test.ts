import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../server/base/clock.ts'
import { createContext } from '../../server/base/context.ts'
import { ClientSocket } from '../../server/connections/client-socket.ts'
import { MessageTurn } from '../../server/connections/message-turn.ts'
import { RecentRefusals } from '../../server/connections/recent-refusals.ts'
import { UnfinishedMessages } from '../../server/connections/unfinished-messages.ts'
import { Violations } from '../../server/connections/violations.ts'
import { WIRES } from '../../server/fanout/wires/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { memoryLog } from '../support/memory-log.ts'
import { until } from '../support/until.ts'

const MESSAGES = 200
const WORK_MS = 1

/** A ClientSocket whose messages take a while, and how many were handled in each turn of the event loop. */
const setUp = async () => {
  const context = createContext({ clock: systemClock, log: memoryLog().log })
  const shared = { unfinished: new UnfinishedMessages(context), messageTurn: new MessageTurn(context.clock) }
  const server = new WebSocketServer({ port: 0 })
  onTestCleanup(() => server.close())
  const ignored = () => undefined
  const offender = { wire: WIRES.stock, isOpen: true, sendMessage: ignored, close: ignored }
  const refusals = new RecentRefusals(context.clock)
  const about = { room: 'room', connection: 'connection' }
  const violations = new Violations(offender, about, { ...context, refusals })
  const handled: string[] = []
  const perTurn = [0]
  const turn = () => {
    perTurn.push(0)
    if (handled.length < MESSAGES) setImmediate(turn)
  }
  const message = (data: Buffer) => {
    const untilMs = performance.now() + WORK_MS
    while (performance.now() < untilMs);
    handled.push(data.toString())
    perTurn[perTurn.length - 1] = (perTurn.at(-1) ?? 0) + 1
  }
  server.on('connection', (ws, { socket }) => {
    const owner = { violations, message, drained: ignored, closed: ignored, close: ignored, failed: ignored }
    new ClientSocket({ ws, socket }, { ...context, ...shared }, owner).resume()
    setImmediate(turn)
  })
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestCleanup(() => client.terminate())
  await new Promise((resolve) => client.on('open', resolve))
  return { client, handled, perTurn }
}

test('[FO8] of many messages in one piece some are handled in a turn of the event loop, all of them in order', async () => {
  const { client, handled, perTurn } = await setUp()
  const names = Array.from({ length: MESSAGES }, (_, index) => `${index}`)
  // One write to the network: they are read in one piece.
  const { _socket: socket } = client as unknown as { readonly _socket: import('node:net').Socket }
  socket.cork()
  for (const name of names) client.send(name)
  socket.uncork()
  await until(() => handled.length === MESSAGES)
  expect(handled).toEqual(names)
  expect(Math.max(...perTurn)).toBeLessThan(MESSAGES / 4)
})
