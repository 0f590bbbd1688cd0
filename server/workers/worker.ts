import type { Socket } from 'node:net'
import type { Probe, Siblings } from '../base/probe.ts'
import type { Transport } from '../bus/transport.ts'
import type { AddressLimits } from '../gate/address-limits.ts'
import type { Store } from '../store/store.ts'
import { Line, type ProcessEnd } from './line.ts'
import type { ToParent, ToWorker } from './messages.ts'
import { Questions } from './questions.ts'
import { WorkerBus } from './worker-bus.ts'
import { WorkerLimits } from './worker-limits.ts'
import { WorkerStore } from './worker-store.ts'

/** What a worker is given when it begins. */
interface Beginning {
  readonly worker: number
  /** Null where each worker has a store of its own. */
  readonly store: Store | null
}

/** The parent, as a worker sees it. */
export class Parent implements Siblings {
  readonly bus: Transport
  readonly limits: AddressLimits
  readonly #bus: WorkerBus
  readonly #limits: WorkerLimits
  readonly #line: Line<ToParent>
  readonly #begun = Promise.withResolvers<Beginning>()
  readonly #probes = new Questions<Probe>()
  readonly #ended = Promise.withResolvers<boolean>()
  #store: WorkerStore | null = null
  #welcome: ((socket: Socket) => void) | null = null
  #probe: (() => Promise<Probe>) | null = null
  #worker = 0

  constructor(end: ProcessEnd) {
    this.#line = new Line(end)
    this.#bus = new WorkerBus(this.#line)
    this.bus = this.#bus
    this.#limits = new WorkerLimits(this.#line)
    this.limits = this.#limits
    end.on('message', (message, socket) => this.#take(message as ToWorker, socket as Socket | undefined))
    end.on('disconnect', () => {
      this.#store?.end()
      this.#ended.resolve(true)
    })
  }

  get name(): string {
    return `worker ${this.#worker}`
  }

  get begun(): Promise<Beginning> {
    return this.#begun.promise
  }

  /** Settles when the relay shall close; true where the parent is gone. */
  get ended(): Promise<boolean> {
    return this.#ended.promise
  }

  /** Sockets may come from now on; what was read of each is in it again. */
  ready(welcome: (socket: Socket) => void): void {
    this.#welcome = welcome
    this.#line.send({ kind: 'ready' })
  }

  answer(probe: () => Promise<Probe>): void {
    this.#probe = probe
  }

  all(own: Probe): Promise<Probe> {
    return this.#probes.ask((id) => this.#line.send({ kind: 'ask-all', id, own }, own.metrics.length), own)
  }

  #take(message: ToWorker, socket?: Socket): void {
    switch (message.kind) {
      case 'start':
        this.#begin(message)
        break
      case 'socket':
        this.#receive(socket, message.read)
        break
      case 'answer':
      case 'failure':
      case 'more':
        this.#store?.take(message)
        break
      case 'subscribed':
      case 'heard':
        this.#bus.take(message)
        break
      case 'place':
      case 'failures':
        this.#limits.take(message)
        break
      case 'ping':
        this.#line.send({ kind: 'pong' })
        break
      case 'probe':
        void this.#probe?.().then((probe) => this.#line.send({ kind: 'probed', id: message.id, ...probe }))
        break
      case 'all':
        this.#probes.answer(message.id, message)
        break
      case 'drain':
        this.#ended.resolve(false)
    }
  }

  #begin({ worker, store }: Extract<ToWorker, { kind: 'start' }>): void {
    this.#worker = worker
    if (store !== null)
      this.#store = new WorkerStore(store, (question, bytes) => this.#line.send(question, bytes))
    this.#begun.resolve({ worker, store: this.#store?.store ?? null })
  }

  #receive(socket: Socket | undefined, read: Uint8Array): void {
    this.#line.send({ kind: 'took' })
    // A client that left on the way leaves no socket.
    if (socket === undefined) return
    // As the server has those that it accepts itself.
    socket.allowHalfOpen = true
    socket.unshift(read)
    this.#welcome?.(socket)
  }
}
