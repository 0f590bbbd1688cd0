import {
  type CloseName,
  type Fault,
  type Protocol,
  writeMessage,
  writeV1Message,
} from '../../shared/index.ts'
import { Bucket } from '../base/rate.ts'
import type { ConnectionDeps } from './connection-options.ts'

/** How often somebody is told that what they sent is not taken just now. */
const TOLD = { burst: 5, perSecond: 1 }

/** Frames that cannot be read, in a row and per second, before the relay closes. */
const FAULTS = { burst: 32, perSecond: 1 }

interface ViolationsHost {
  readonly protocol: Protocol
  readonly isOpen: boolean
  sendFrame(frame: Uint8Array): void
  close(name: CloseName): void
}

interface Fields {
  readonly room: string
  readonly connection: string
}

/** What goes wrong with one connection: counted, logged with room and connection, and too much at some time. */
export class Violations {
  readonly #host: ViolationsHost
  readonly #fields: Fields
  readonly #deps: ConnectionDeps
  /** Null until something was refused. */
  #bucket: Bucket | null = null
  #wasToldReadOnly = false
  /** By code, so that one reason does not keep another one from being told; null until something was declined. */
  #told: Map<string, Bucket> | null = null

  constructor(host: ViolationsHost, fields: Fields, deps: ConnectionDeps) {
    this.#host = host
    this.#fields = fields
    this.#deps = deps
  }

  /** Counts what is no frame of the client's. */
  count({ code, message }: Fault): void {
    this.#deps.metrics.faults.inc({ code })
    this.#deps.log.warn({ ...this.#fields, code }, message)
  }

  refuse(reason: Fault): void {
    this.count(reason)
    // A stock client learns of what it would wait for: every later edit of its own builds on a refused one.
    const isTold = this.#host.protocol === 'homeroom.v1' || reason.code === 'message-too-large'
    if (isTold) this.#tell(reason.code, reason.message)
    this.#bucket ??= new Bucket(this.#deps.clock, FAULTS)
    if (this.#host.isOpen && !this.#bucket.take()) this.#host.close('bad-messages')
  }

  /** Something that could be read and is not done: nobody is closed for that. */
  decline(reason: Fault): void {
    // Nobody is closed for it, so that it may come for ever: no log has room for that.
    if (this.#mayTell(reason.code)) {
      this.count(reason)
      this.#tell(reason.code, reason.message)
    } else this.#deps.metrics.faults.inc({ code: reason.code })
  }

  /** A document update of somebody who only reads. */
  refuseUpdate(): void {
    // A viewer's editor may go on for ever.
    if (this.#wasToldReadOnly) {
      this.#deps.metrics.faults.inc({ code: 'read-only' })
      return
    }
    this.#wasToldReadOnly = true
    this.count({ code: 'read-only', message: 'A document update of a read-only connection was refused.' })
    this.#tell('read-only', 'You may read this room, not write to it.')
  }

  closing(reason: string): void {
    this.#deps.metrics.closes.inc({ reason })
    this.#deps.log.info({ ...this.#fields, reason }, 'the relay closes a connection')
  }

  #mayTell(code: string): boolean {
    this.#told ??= new Map()
    const bucket = this.#told.get(code) ?? new Bucket(this.#deps.clock, TOLD)
    this.#told.set(code, bucket)
    return bucket.take()
  }

  #tell(code: string, text: string): void {
    const frame =
      this.#host.protocol === 'homeroom.v1' ? writeV1Message.notice(code, text) : writeMessage.denied(text)
    this.#host.sendFrame(frame)
  }
}
