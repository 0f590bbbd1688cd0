import type { ChildProcess } from 'node:child_process'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Probe } from '../base/probe.ts'
import type { Store } from '../store/store.ts'
import type { BusServer } from './bus-server.ts'
import type { Arrival } from './front-door.ts'
import type { LimitServer } from './limit-server.ts'
import { Line } from './line.ts'
import type { ToParent, ToWorker } from './messages.ts'
import { factsOf, StoreServer } from './store-server.ts'

const PING_MS = 1_000
/** One that leaves so many pings unanswered gets nobody. Pings and no time: a parent that stood still itself has heard nobody. */
const SILENT_PINGS = 5
/** One that leaves so many unanswered is ended: its people go to others. */
const DEAD_PINGS = 30

const BACKOFF_MS = { least: 100, most: 10_000 }
/** One that ran for so long begins with the shortest wait again. */
const STEADY_MS = 60_000

interface WorkerDeps {
  readonly worker: number
  readonly fork: () => ChildProcess
  /** Null where workers have stores of their own. */
  readonly store: Store | null
  readonly bus: BusServer
  readonly limits: LimitServer
  readonly clock: Clock
  readonly log: Log
  /** Gives what all workers have to say, from what the asking one says. */
  readonly all: (worker: number, own: Probe) => Promise<Probe>
  readonly restarted: () => void
  /** It has not taken this one, and will not: it is for another worker. */
  readonly notTaken: (arrival: Arrival) => void
}

/** One worker, as the parent sees it: started again when it ends, until it shall. */
export class WorkerProcess {
  readonly worker: number
  readonly #deps: WorkerDeps
  readonly #started = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<boolean>()
  readonly #probeById = new Map<number, (probe: Probe) => void>()
  readonly #stopPinging: () => void
  /** They come one after the other, each when the one before is taken: those that are left here can go to another worker. */
  readonly #arrivals: Arrival[] = []
  #child: ChildProcess | null = null
  #line: Line<ToWorker> | null = null
  #isReady = false
  #isEnding = false
  #isHanding = false
  #unanswered = 0
  #lastId = 0
  #backoffMs = BACKOFF_MS.least

  constructor(deps: WorkerDeps) {
    this.worker = deps.worker
    this.#deps = deps
    this.#begin()
    this.#stopPinging = deps.clock.every(PING_MS, () => this.#ping())
  }

  /** Settles when it is ready the first time; rejects where it ends before. */
  get started(): Promise<void> {
    return this.#started.promise
  }

  /** Whether it is given people. */
  get isThere(): boolean {
    return this.#isReady && this.#unanswered < SILENT_PINGS
  }

  hand(arrival: Arrival): void {
    this.#arrivals.push(arrival)
    this.#handNext()
  }

  probe(): Promise<Probe> {
    const { promise, resolve } = Promise.withResolvers<Probe>()
    this.#lastId += 1
    this.#probeById.set(this.#lastId, resolve)
    this.#line?.send({ kind: 'probe', id: this.#lastId })
    return promise
  }

  /** Has it close as a relay does; true once it has. */
  drain(): Promise<boolean> {
    this.#isEnding = true
    if (this.#child === null) this.#end(true)
    this.#line?.send({ kind: 'drain' })
    return this.#ended.promise
  }

  /** Ends it at once. */
  kill(): void {
    this.#isEnding = true
    this.#child?.kill('SIGKILL')
  }

  #begin(): void {
    const { fork, store, bus, limits, clock, worker, log } = this.#deps
    const beganMs = clock.monotonicMs()
    const child = fork()
    const line = new Line<ToWorker>(child)
    const served = store && new StoreServer(store, (answer, bytes) => line.send(answer, bytes))
    this.#child = child
    this.#line = line
    this.#unanswered = 0
    child.on('message', (message: ToParent) => this.#take(message, line, served))
    child.on('error', (err) => log.error({ worker, err }, 'a worker failed'))
    child.once('close', (code, signal) => {
      served?.end()
      bus.end(line)
      limits.end(line)
      line.end()
      this.#gone(code, signal, beganMs)
    })
    line.send({ kind: 'start', worker, store: store && factsOf(store) })
  }

  #take(message: ToParent, line: Line<ToWorker>, served: StoreServer | null): void {
    this.#unanswered = 0
    switch (message.kind) {
      case 'call':
      case 'part':
      case 'no-part':
        served?.take(message)
        break
      case 'subscribe':
      case 'unsubscribe':
      case 'publish':
        this.#deps.bus.take(line, message)
        break
      case 'take-place':
      case 'give-back-place':
      case 'count-failure':
        this.#deps.limits.take(line, message)
        break
      case 'took':
        this.#isHanding = false
        this.#handNext()
        break
      case 'ready':
        this.#isReady = true
        this.#started.resolve()
        break
      case 'ask-all':
        void this.#deps
          .all(this.worker, message.own)
          .then((all) => line.send({ kind: 'all', id: message.id, ...all }, all.metrics.length))
        break
      case 'probed':
        this.#probeById.get(message.id)?.(message)
        this.#probeById.delete(message.id)
    }
  }

  #gone(code: number | null, signal: NodeJS.Signals | null, beganMs: number): void {
    const { worker, log, restarted, clock } = this.#deps
    const wasReady = this.#isReady
    this.#child = null
    this.#line = null
    this.#isReady = false
    this.#isHanding = false
    this.#probeById.clear()
    this.#passOn()
    if (this.#isEnding) {
      this.#end(code === 0)
      return
    }
    if (!wasReady) this.#started.reject(new Error(`worker ${worker} did not start: its lines say why`))
    log.error({ worker, code, signal }, 'a worker has ended, and is started again')
    restarted()
    if (clock.monotonicMs() - beganMs > STEADY_MS) this.#backoffMs = BACKOFF_MS.least
    clock.after(this.#backoffMs, () => {
      if (!this.#isEnding) this.#begin()
    })
    this.#backoffMs = Math.min(this.#backoffMs * 2, BACKOFF_MS.most)
  }

  #end(isClean: boolean): void {
    this.#stopPinging()
    this.#ended.resolve(isClean)
  }

  #ping(): void {
    this.#unanswered += 1
    if (!this.isThere) this.#passOn()
    if (this.#isReady && this.#unanswered >= DEAD_PINGS) {
      this.#deps.log.error({ worker: this.worker }, 'a worker does not answer, and is ended')
      this.#child?.kill('SIGKILL')
      return
    }
    this.#line?.send({ kind: 'ping' })
  }

  #handNext(): void {
    if (this.#isHanding || this.#line?.isOpen !== true) return
    const arrival = this.#arrivals.shift()
    if (arrival === undefined) return
    const { socket, read } = arrival
    this.#isHanding = this.#line.send({ kind: 'socket', read }, read.length, socket)
  }

  /** The one that is on its way stays with it. */
  #passOn(): void {
    for (const arrival of this.#arrivals.splice(0)) this.#deps.notTaken(arrival)
  }
}
