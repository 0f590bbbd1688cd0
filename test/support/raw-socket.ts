import { connect } from 'node:net'
import { onTestCleanup } from './cleanup.ts'

/** A handshake by hand, so that what follows it need not wait for the answer. */
export const handshake = (room: string, protocol = '') =>
  [
    `GET /${room} HTTP/1.1`,
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(protocol === '' ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    '\r\n',
  ].join('\r\n')

/** The first bytes of a frame (RFC 6455, 5.2) that are masked by zeros; the payload does not come with them. */
export const frameHead = (payloadBytes: number, firstByte = 0x82): Buffer => {
  if (payloadBytes < 126) return Buffer.from([firstByte, 0x80 | payloadBytes, 0, 0, 0, 0])
  const head = Buffer.alloc(14)
  head[0] = firstByte
  head[1] = 0xff
  head.writeBigUInt64BE(BigInt(payloadBytes), 2)
  return head
}

/** A socket that does as it is told and nothing else; what it hears goes nowhere. */
export const rawSocket = (url: string, greeting: string | Buffer = '') => {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
  let isClosed = false
  let heard = ''
  socket.on('data', (data) => {
    heard += data.toString('latin1')
  })
  socket.on('error', () => socket.destroy())
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      isClosed = true
    })
  }
  socket.write(greeting)
  onTestCleanup(() => socket.destroy())
  return { socket, isClosed: () => isClosed, heard: () => heard }
}
