import type { CrowdOptions } from '../load/crowd.ts'
import { type RelayProcess, startRelay } from '../relay-process.ts'
import type { Carrier } from '../scenarios/movement.ts'
import { sum } from '../statistics.ts'
import { type Counts, type Postgres, type Redis, startRedis } from './servers.ts'
import type { Setup } from './setups.ts'

/** For so long it is heard what goes over Redis, after the measured window: who hears it costs Redis something. */
const LISTEN_MS = 1_000

interface ClusterParts {
  readonly setup: Setup
  readonly redis: Redis | null
  readonly postgres: Postgres
  readonly database: string
}

/** Relays of one kind on one core, with a Redis of their own where there are several. */
export class Cluster implements Carrier {
  readonly port: CrowdOptions['port']
  readonly #relays: readonly RelayProcess[]
  readonly #redis: Redis | null
  readonly #postgres: Postgres
  readonly #database: string

  constructor(relays: readonly RelayProcess[], { setup, redis, postgres, database }: ClusterParts) {
    this.port = (person) => (relays[setup.nodeOf(person)] as RelayProcess).port
    this.#relays = relays
    this.#redis = redis
    this.#postgres = postgres
    this.#database = database
  }

  get firstPort(): number {
    return (this.#relays[0] as RelayProcess).port
  }

  get cpuSeconds(): number {
    return sum(this.#relays.map((relay) => relay.cpuSeconds))
  }

  get rssBytes(): number {
    return sum(this.#relays.map((relay) => relay.rssBytes))
  }

  get postgresCpuSeconds(): number {
    return this.#postgres.cpuSeconds
  }

  /** How many transactions its database has had. */
  commits(): Promise<number> {
    return this.#postgres.commitsIn(this.#database)
  }

  /** What went wrong with a relay. */
  get complaints(): readonly string[] {
    return this.#relays.flatMap(({ hasEnded, errors }) => [
      ...(hasEnded ? ['a relay ended'] : []),
      ...errors.split('\n').slice(0, 1).filter(Boolean),
    ])
  }

  async counts(): Promise<Counts> {
    const [first, second] = this.#relays
    return {
      ...(await this.#redis?.counts()),
      postgresCpuSeconds: this.#postgres.cpuSeconds,
      firstCpuSeconds: first?.cpuSeconds ?? 0,
      ...(second !== undefined && { secondCpuSeconds: second.cpuSeconds }),
    }
  }

  /** Messages a second about rooms: those that a node sends of itself are not among them. */
  async look(): Promise<Counts> {
    if (this.#redis === null) return {}
    let messages = 0
    for (const [channel, count] of await this.#redis.listen(LISTEN_MS))
      if (!/:(beats|node:)/.test(channel)) messages += count
    return { roomMessages: (messages / LISTEN_MS) * 1_000 }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#relays.map((relay) => relay.stop()))
    await this.#redis?.stop()
  }
}

/** Starts what a setup names; each cluster has a database of its own. */
export const startCluster = async (setup: Setup, postgres: Postgres): Promise<Cluster> => {
  const redis = setup.nodes > 1 ? await startRedis() : null
  const database = await postgres.newDatabase()
  const argsOfHomeroom = [database, ...(redis === null ? [] : [redis.url])]
  const argsOfOthers = redis === null ? [] : [`${redis.port}`]
  const relays: RelayProcess[] = []
  for (let node = 0; node < setup.nodes; node++)
    relays.push(await startRelay(setup.file, setup.isHomeroom ? argsOfHomeroom : argsOfOthers))
  return new Cluster(relays, { setup, redis, postgres, database })
}
