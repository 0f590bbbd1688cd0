// Which server has which channel: found out by asking Redis, each time anew.
import { slotOf } from './cluster-slot.ts'
import { RedisConnection } from './redis-connection.ts'
import type { RedisAddress, RedisServer } from './redis-url.ts'

/** The servers of one Redis as they are now. */
export interface RedisServers {
  /** Whether channels are shared out among them: a cluster. */
  readonly isSharded: boolean
  readonly all: readonly RedisServer[]
  /** Undefined where no server has it just now. */
  serverOf(channel: string): RedisServer | undefined
}

export const isSameServer = (one: RedisServer, other: RedisServer): boolean =>
  one.host === other.host && one.port === other.port

/** Asks the first server of the address that answers; rejects where none does. */
export const findServers = async (address: RedisAddress): Promise<RedisServers> => {
  const { sentinelName } = address
  let last: unknown
  for (const server of address.servers) {
    try {
      return sentinelName === null
        ? await askServer(address, server)
        : only(await askSentinel(address, server, sentinelName))
    } catch (error) {
      last = error
    }
  }
  throw last
}

const only = (server: RedisServer): RedisServers => ({
  isSharded: false,
  all: [server],
  serverOf: () => server,
})

const IGNORE = { heard: () => undefined, ended: () => undefined }

const asking = async <Answer>(
  address: RedisAddress,
  server: RedisServer,
  ask: (connection: RedisConnection) => Promise<Answer>,
): Promise<Answer> => {
  const connection = new RedisConnection(address, server, IGNORE)
  try {
    await connection.open()
    return await ask(connection)
  } finally {
    connection.close()
  }
}

/** Sentinels have no user and password of the servers that they watch. */
const askSentinel = async (
  address: RedisAddress,
  sentinel: RedisServer,
  name: string,
): Promise<RedisServer> => {
  const open = { ...address, username: null, password: null }
  const found = await asking(open, sentinel, (connection) =>
    connection.ask<readonly [host: string, port: string] | null>('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name),
  )
  if (found === null) throw new Error(`the sentinel does not know ${JSON.stringify(name)}`)
  const [host, port] = found
  return { host, port: Number(port) }
}

/** As `CLUSTER SLOTS` answers: slots from and to, and then the servers that have them, the one that takes messages first. */
type SlotRange = readonly [
  from: number,
  to: number,
  master: readonly [host: string, port: number, ...unknown[]],
]

const askServer = (address: RedisAddress, server: RedisServer): Promise<RedisServers> =>
  asking(address, server, async (connection) => {
    const slots = await connection.ask<readonly SlotRange[]>('CLUSTER', 'SLOTS').catch((error: Error) => {
      // A server that is no cluster says so; a user may have no right to ask.
      if (/cluster support disabled|NOPERM|unknown command/i.test(error.message)) return null
      throw error
    })
    return slots === null ? only(server) : clusterOf(slots, server)
  })

const clusterOf = (slots: readonly SlotRange[], asked: RedisServer): RedisServers => {
  if (slots.length === 0) throw new Error('the cluster has no slots')
  const ranges = slots.map(([from, to, [host, port]]) => ({
    ...{ from, to },
    // A server that does not know its own name is the one that was asked.
    server: { host: host === '' ? asked.host : host, port },
  }))
  const all: RedisServer[] = []
  for (const { server } of ranges) if (!all.some((known) => isSameServer(known, server))) all.push(server)
  return {
    isSharded: true,
    all,
    serverOf(channel) {
      const slot = slotOf(channel)
      return ranges.find(({ from, to }) => from <= slot && slot <= to)?.server
    },
  }
}
