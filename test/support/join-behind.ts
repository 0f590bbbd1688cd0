import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { joinRoom, systemEnvironment } from '../../client/index.ts'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

/** Joins a room on a socket that has asked about another one before, as a proxy that keeps connections does: of workers the other room's has it. */
export const joinBehind = async (url: string, before: string, room: string) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestCleanup(() => socket.destroy())
  socket.write(`GET /${before} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  let heard = ''
  const hear = (data: Buffer) => {
    heard += data.toString('latin1')
  }
  socket.on('data', hear)
  const isWhole = () => {
    const [head = '', body] = heard.split('\r\n\r\n')
    const length = /content-length: (\d+)/i.exec(head)?.[1]
    return body !== undefined && length !== undefined && body.length >= Number(length)
  }
  await until(() => isWhole(), 'the first request is answered')
  socket.off('data', hear)
  class Behind extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { createConnection: () => socket })
    }
  }
  const environment = systemEnvironment(Behind as unknown as typeof globalThis.WebSocket)
  const joined = joinRoom(url.replace('http', 'ws'), room, { environment })
  onTestCleanup(() => joined.leave())
  await until(() => joined.status.get().state === 'connected')
  return joined
}
