import { onTestCleanup } from './cleanup.ts'
import { startDoor } from './cluster.ts'
import { freePort } from './guide-world.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { runNode } from './run-command.ts'
import { SECRET } from './tokens.ts'

/** A relay on a port of its own, which is started again until it listens, as a service is. */
class KeptRelay {
  readonly url: string
  readonly #args: readonly string[]
  readonly #ended: () => boolean
  #command: ReturnType<typeof runNode> | null = null
  #isStopped = false
  /** What the processes before this one have said. */
  #said = ''

  constructor(port: number, args: readonly string[], ended: () => boolean) {
    this.url = `http://127.0.0.1:${port}`
    this.#args = ['serve', '--port', `${port}`, ...args]
    this.#ended = ended
  }

  get isOpen(): boolean {
    return this.#command?.isRunning() === true && !this.#isStopped
  }

  /** What it has written to its log, all its processes one after the other. */
  get log(): string {
    return this.#said + (this.#command?.stdout() ?? '') + (this.#command?.stderr() ?? '')
  }

  /** Without a Postgres it ends, and is tried again. */
  async start(): Promise<void> {
    while (!this.#ended()) {
      this.#said = this.log
      const command = runNode('server/bin.ts', this.#args, { HOMEROOM_SECRET: SECRET })
      this.#command = command
      while (command.isRunning() && !/listening on http/.test(command.stdout())) await pause(50)
      if (command.isRunning()) return
      await pause(200)
    }
  }

  async kill(): Promise<void> {
    this.#command?.kill('SIGKILL')
    await this.#command?.exited()
  }

  freeze(): void {
    this.#isStopped = true
    this.#command?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#isStopped = false
    this.#command?.kill('SIGCONT')
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Three real relays over one Postgres and one Redis, each of which can be killed and started again on its port. */
export const startKeptCluster = async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const database = await postgres.newDatabase()
  let isOver = false
  onTestCleanup(() => {
    isOver = true
  })
  const args = ['--postgres', database, '--redis', redis.url, '--log', 'warn']
  const ports = [await freePort(), await freePort(), await freePort()]
  const relays = ports.map((port) => new KeptRelay(port, args, () => isOver))
  // The first one makes the tables.
  for (const relay of relays) await relay.start()
  const doors = await Promise.all(
    relays.map((relay) =>
      startDoor(() => [relay, ...relays.filter((other) => other !== relay)].find(({ isOpen }) => isOpen)),
    ),
  )
  return { postgres, redis, database, relays, doors }
}

export type KeptCluster = Awaited<ReturnType<typeof startKeptCluster>>
