import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openPool } from '../../server/store/postgres/pool.ts'
import { Session } from '../../server/store/postgres/session.ts'

/** A message of the protocol of Postgres: its kind, its length, its body. */
const message = (kind: string, body: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(kind), length, body])
}

const LET_IN = message('R', Buffer.alloc(4))
const READY = message('Z', Buffer.from('I'))
const ENDING = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
)

/** A server that says what a real one says, at the moment that a test wants. */
const serverThat = async (answer: (socket: Socket) => void) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => answer(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = await openPool(`postgres://homeroom@127.0.0.1:${port}/school`, {
    connections: 1,
    timeoutMs: 5000,
    user: 'relay',
  })
  const unheard: unknown[] = []
  const hear = (error: unknown) => unheard.push(error)
  process.on('uncaughtException', hear)
  onTestFinished(async () => {
    process.off('uncaughtException', hear)
    await pool.end()
    server.close()
  })
  return { pool, unheard }
}

test('a server that ends a connection in the moment in which it is made ends nothing else', async () => {
  const { pool, unheard } = await serverThat((socket) => socket.write(Buffer.concat([LET_IN, READY, ENDING])))
  const client = await pool.connect()
  const session = new Session(client, 'postgres://127.0.0.1/school')
  await expect(session.query('SELECT 1')).rejects.toThrow('cannot be used')
  session.release()
  expect(unheard).toEqual([])
})
