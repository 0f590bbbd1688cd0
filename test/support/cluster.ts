import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { onTestCleanup } from './cleanup.ts'
import { LAST_LOOPBACK, LOOPBACKS } from './loopbacks.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { runRelay } from './run-command.ts'

type RelayProcess = Awaited<ReturnType<typeof runRelay>>

/** A door to the relay that `find` gives, as a proxy is: a client that comes back may come to another one. */
export const startDoor = async (find: () => { readonly url: string } | undefined) => {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const { hostname, port } = new URL(find()?.url ?? 'http://127.0.0.1:1')
    const relay = connect(Number(port), hostname.replace(/[[\]]/g, ''))
    for (const [one, other] of [
      [client, relay],
      [relay, client],
    ] as const) {
      sockets.add(one)
      one.on('data', (bytes) => other.write(bytes))
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestCleanup(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Relays that stand still: no proxy sends anybody there. */
const stopped = new Set<RelayProcess>()

/**
 * Three real relays over one Postgres and one Redis; each has a door that leads to it while it runs. The third one is reached, and
 * reaches both of them, by IPv6 where the machine has that.
 */
export const startCluster = async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const database = await postgres.newDatabase()
  const run = (host = '127.0.0.1', at = host) => {
    const engines = ['--postgres', database, '--redis', redis.url].map((url) => url.replace('127.0.0.1', at))
    return runRelay([...engines, '--host', host, '--log', 'warn'])
  }
  // The first one makes the tables.
  const first = await run()
  const relays: readonly RelayProcess[] = [first, await run(), await run(LOOPBACKS.at(-1), LAST_LOOPBACK)]
  const isOpen = (relay: RelayProcess) => relay.isRunning() && !stopped.has(relay)
  const doors = await Promise.all(
    relays.map((relay) =>
      startDoor(() => [relay, ...relays.filter((other) => other !== relay)].find(isOpen)),
    ),
  )
  const at = (index: number): RelayProcess => {
    const relay = relays[index]
    if (relay === undefined) throw new Error(`there is no relay ${index}`)
    return relay
  }
  return {
    ...{ relays, doors, postgres, redis, database },
    door: (index: number) => doors[index] ?? '',
    kill: (index: number) => at(index).kill('SIGKILL'),
    freeze(index: number) {
      stopped.add(at(index))
      at(index).kill('SIGSTOP')
    },
    thaw(index: number) {
      stopped.delete(at(index))
      at(index).kill('SIGCONT')
    },
  }
}
