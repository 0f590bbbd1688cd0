/**
 * A process with a crowd in it: bare sockets that speak `homeroom.v1` and come back as the library does, by its own
 * backoff, and some clients of the library. A line on standard output, at each change, says how many are in: who has
 * had the whole document since its socket opened. Its arguments are the relay, the rooms, how many bare sockets
 * there are in each, and how many clients of the library.
 */
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { backoffMs, hintMsOf } from '../../client/connection/backoff.ts'
import { joinRoom, systemEnvironment } from '../../client/index.ts'
import { encodeEntry, HOMEROOM_V1, readMessage, writeMessage } from '../../shared/index.ts'

const [wsUrl = '', rooms = '', bareCount = '0', libraryCount = '0'] = process.argv.slice(2)

let here = 0
let hinted = 0
const change = (by: number) => {
  here += by
  process.stdout.write(`${JSON.stringify({ here, hinted })}\n`)
}

const bareClient = (room: string, clientId: number) => {
  const doc = new Y.Doc()
  let attempt = 0

  const open = () => {
    let isIn = false
    const ws = new WebSocket(`${wsUrl}/${room}`, [HOMEROOM_V1])
    ws.on('open', () => {
      ws.send(writeMessage.step1(Y.encodeStateVector(new Y.Doc())))
      const state = { name: `${clientId}`, hand: false, x: 0.5, y: 0.5 }
      ws.send(writeMessage.awareness([encodeEntry({ clientId, clock: 1, json: JSON.stringify(state) })]))
    })
    ws.on('message', (data: Buffer) => {
      const message = readMessage(new Uint8Array(data), HOMEROOM_V1)
      if (!message.ok || message.value.kind !== 'step2') return
      Y.applyUpdate(doc, message.value.update)
      if (isIn || doc.getText('text').toString() !== room) return
      isIn = true
      attempt = 0
      change(1)
    })
    // What failed is told by the close.
    ws.on('error', () => ws.terminate())
    ws.on('close', (_code, reason) => {
      if (isIn) change(-1)
      const hintMs = hintMsOf(reason.toString())
      if (hintMs > 0) hinted += 1
      setTimeout(open, backoffMs({ attempt, hintMs, isHidden: false, random: Math.random }))
      attempt += 1
    })
  }
  open()
}

const libraryClient = (room: string, name: string) => {
  const environment = systemEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)
  const joined = joinRoom(wsUrl, room, { environment, presence: { name } })
  let isIn = false
  joined.status.subscribe(({ state }) => {
    if (isIn === (state === 'connected')) return
    isIn = !isIn
    change(isIn ? 1 : -1)
  })
}

let clientId = 0
for (const room of rooms.split(',')) {
  for (let i = 0; i < Number(bareCount); i++) {
    clientId += 1
    bareClient(room, clientId)
  }
  for (let i = 0; i < Number(libraryCount); i++) libraryClient(room, `Ada ${i}`)
}
