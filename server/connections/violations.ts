import { CLOSES, type CloseName, type Fault } from '../../shared/index.ts'
import { Bucket } from '../base/rate.ts'
import type { Wire } from '../fanout/wires/wire.ts'
import type { ConnectionContext } from './connection-context.ts'

/** How often a client is told that what it sent is not taken just now. */
const TOLD = { burst: 5, perSecond: 1 }

/** Messages that cannot be read, in a row and per second, before the relay closes. */
const FAULTS = { burst: 32, perSecond: 1 }

/** What the log names a connection by. */
export interface AboutConnection {
  readonly room: string
  readonly connection: string
}

/** The client that is told. */
interface Offender {
  readonly wire: Wire
  readonly isOpen: boolean
  sendMessage(bytes: Uint8Array): void
  close(name: CloseName): void
}

type ViolationsContext = Pick<ConnectionContext, 'clock' | 'log' | 'metrics' | 'refusals'>

/** What is wrong with what one client sends: counted, logged with room and connection, and too much at some time. */
export class Violations {
  readonly #peer: Offender
  readonly #about: AboutConnection
  readonly #context: ViolationsContext
  /** Null until something was refused. */
  #bucket: Bucket | null = null
  /** Codes of what is told of once; null until there is one. */
  #once: Set<string> | null = null
  /** By code, so that one reason does not keep another one from being told; null until something was declined. */
  #told: Map<string, Bucket> | null = null

  constructor(peer: Offender, about: AboutConnection, context: ViolationsContext) {
    this.#peer = peer
    this.#about = about
    this.#context = context
  }

  /** Counts what is no message of the client's. */
  count({ code, message }: Fault): void {
    this.#add(code)
    this.#context.log.warn({ ...this.#about, code }, message)
  }

  refuse(reason: Fault): void {
    this.count(reason)
    this.#tell(reason)
    this.#bucket ??= new Bucket(this.#context.clock, FAULTS)
    if (this.#peer.isOpen && !this.#bucket.take()) this.#peer.close('bad-messages')
  }

  /** Something that could be read and is not done: nobody is closed for that. */
  decline(reason: Fault): void {
    // Nobody is closed for it, so that it may come for ever: no log has room for that.
    if (this.#mayTell(reason.code)) {
      this.count(reason)
      this.#tell(reason)
    } else this.#add(reason.code)
  }

  /** A message that was not read; the socket tells of it as a fault by itself. y-websocket writes what it is told to its console. */
  tooBig(): void {
    this.#tell({ code: 'message-too-big', message: CLOSES['message-too-big'].text })
    this.#peer.close('message-too-big')
  }

  /** A document update of a client that only reads. */
  refuseUpdate(): void {
    const reason = { code: 'read-only', message: 'A document update of a read-only connection was refused.' }
    if (this.skip(reason)) this.#tell({ ...reason, message: 'You may read this room, not write to it.' })
  }

  /** Counts what is not taken, and logs the first of it: such a client may go on for ever. True for that first one. */
  skip(reason: Fault): boolean {
    this.#once ??= new Set()
    const isFirst = !this.#once.has(reason.code)
    this.#once.add(reason.code)
    if (isFirst) this.count(reason)
    else this.#add(reason.code)
    return isFirst
  }

  #add(code: string): void {
    this.#context.metrics.faults.inc({ code })
    this.#context.refusals.add(this.#about)
  }

  #mayTell(code: string): boolean {
    this.#told ??= new Map()
    const bucket = this.#told.get(code) ?? new Bucket(this.#context.clock, TOLD)
    this.#told.set(code, bucket)
    return bucket.take()
  }

  #tell({ code, message }: Fault): void {
    const refusal = this.#peer.wire.refusal(code, message)
    if (refusal !== null) this.#peer.sendMessage(refusal)
  }
}
