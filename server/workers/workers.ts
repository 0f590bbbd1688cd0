import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { Counter, Gauge, Registry } from 'prom-client'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Log } from '../base/log.ts'
import type { Probe } from '../base/probe.ts'
import { createPreAuthSockets } from '../gate/pre-auth-sockets.ts'
import type { Store } from '../store/store.ts'
import { BusServer } from './bus-server.ts'
import { workerOf } from './choice.ts'
import { withCollectedAppends } from './collected-appends.ts'
import { type Arrival, createFrontDoor } from './front-door.ts'
import { joinMetrics } from './joined-metrics.ts'
import { LimitServer } from './limit-server.ts'
import { WorkerProcess } from './worker-process.ts'

/** How long a worker may take to say how it is. */
const PROBE_MS = 1_000
/** A relay takes less to close. */
const DRAIN_MS = 15_000

interface WorkersDeps {
  readonly count: number
  /** Where the relay's paths begin. */
  readonly base: string
  /** Starts a process that runs `runWorker`. */
  readonly fork: () => ChildProcess
  /** What the workers share; null where each of them has a store of its own. Closed by this. */
  readonly store: Store | null
  /** How many connections one address may have at all workers. */
  readonly limits: { readonly address: number }
  readonly clock: Clock
  readonly log: Log
}

/** The parent of workers, each of which is a relay: it listens for them, keeps their documents, and is their bus. */
export class Workers {
  readonly #deps: WorkersDeps
  readonly #registry = new Registry()
  readonly #processes: readonly WorkerProcess[]
  readonly #door: Server
  /** Sockets that have not said yet what they want. */
  readonly #waiting
  #turn = 0
  #isClosing = false

  constructor(deps: WorkersDeps) {
    this.#deps = deps
    const counter = (name: string, help: string) =>
      new Counter({ name: `homeroom_${name}`, help, registers: [this.#registry] })
    const restarts = counter('worker_restarts_total', 'Workers that ended, and were started again.')
    const dropped = counter('worker_messages_dropped_total', 'Messages between workers that were dropped.')
    const cut = counter('pre_auth_sockets_cut_total', 'Sockets closed: too many had asked for nothing.')
    this.#waiting = createPreAuthSockets({ preAuthSocketsCut: cut })
    const shared = {
      bus: new BusServer(() => dropped.inc()),
      limits: new LimitServer(deps.limits),
      store: deps.store && withCollectedAppends(deps.store),
    }
    this.#processes = Array.from(
      { length: deps.count },
      (_, index) =>
        new WorkerProcess({
          ...{ worker: index + 1, fork: deps.fork, clock: deps.clock, log: deps.log, ...shared },
          all: (worker, own) => this.#all(worker, own),
          restarted: () => restarts.inc(),
          notTaken: (arrival) => this.#hand(arrival),
        }),
    )
    const processes = this.#processes
    new Gauge({
      ...{ name: 'homeroom_workers', help: 'Workers that are given people.', registers: [this.#registry] },
      collect() {
        this.set(processes.filter(({ isThere }) => isThere).length)
      },
    })
    this.#door = createFrontDoor({
      base: deps.base,
      waiting: this.#waiting,
      hand: (arrival) => this.#hand(arrival),
    })
  }

  /** Listens when all workers are ready, and gives the port; rejects where one does not start. */
  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
    await Promise.all(this.#processes.map(({ started }) => started))
    this.#door.listen(port, host)
    await once(this.#door, 'listening')
    this.#door.on('error', (err) => this.#deps.log.error({ err }, 'a socket could not be accepted'))
    return (this.#door.address() as AddressInfo).port
  }

  /** Has all workers close as a relay does, then closes the store; true where all of them did. */
  async close(): Promise<boolean> {
    this.#isClosing = true
    this.#door.close()
    this.#waiting.end()
    const drained = await withDeadline(
      DRAIN_MS,
      Promise.all(this.#processes.map((process) => process.drain())),
      [false],
    )
    this.kill()
    await this.#deps.store?.close()
    return drained.every(Boolean)
  }

  /** Ends all workers at once. */
  kill(): void {
    for (const process of this.#processes) process.kill()
  }

  #hand(arrival: Arrival): void {
    const { socket, room } = arrival
    const there = this.#processes.filter(({ isThere }) => isThere).map(({ worker }) => worker)
    this.#turn += 1
    const chosen = room === null ? there[this.#turn % there.length] : workerOf(room, there)
    const process = this.#processes.find(({ worker }) => worker === chosen)
    if (process === undefined || this.#isClosing) socket.end(BUSY).destroySoon()
    else process.hand(arrival)
  }

  /** Of all workers that answer in time, the asking one too; what the parent itself counts is of a worker `parent`. */
  async #all(asking: number, own: Probe): Promise<Probe> {
    const others = this.#processes.filter(({ worker, isThere }) => worker !== asking && isThere)
    const answers = await Promise.all(
      others.map(
        async (process) =>
          [`${process.worker}`, await withDeadline(PROBE_MS, process.probe(), null)] as const,
      ),
    )
    const probes = new Map<string, Probe>([[`${asking}`, own]])
    for (const [worker, probe] of answers) if (probe !== null) probes.set(worker, probe)
    const inOrder = [...probes].sort(([one], [other]) => Number(one) - Number(other))
    const texts = new Map(inOrder.map(([worker, { metrics }]) => [worker, metrics]))
    const states = [...probes.values()].map(({ readiness }) => readiness)
    return {
      metrics: joinMetrics(texts.set('parent', await this.#registry.metrics())),
      readiness: {
        draining: states.some(({ draining }) => draining),
        storeFailing: states.some(({ storeFailing }) => storeFailing),
        bus: states.some(({ bus }) => bus === 'down') ? 'down' : own.readiness.bus,
      },
    }
  }
}

const BUSY =
  'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n'
