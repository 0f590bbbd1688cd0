import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'
import type { ProcessEnd } from '../../server/workers/line.ts'

type Sent = (error: Error | null) => void

/** One end of a channel: what is sent comes out at the other end, as a copy, in a later turn. */
class End extends EventEmitter {
  connected = true
  other: End | null = null
  #isStill = false
  readonly #held: (() => void)[] = []

  send(message: object, socket?: Socket, _options?: object, sent?: Sent): boolean {
    const copy = deserialize(serialize(message))
    const moved = socket && movedSocket(socket)
    setImmediate(() => {
      sent?.(null)
      if (this.connected) this.other?.take(() => this.other?.emit('message', copy, moved))
    })
    return true
  }

  take(deliver: () => void): void {
    if (this.#isStill) this.#held.push(deliver)
    else deliver()
  }

  /** Hears nothing until it goes on. */
  standStill(): void {
    this.#isStill = true
  }

  goOn(): void {
    this.#isStill = false
    for (const deliver of this.#held.splice(0)) deliver()
  }
}

/** The socket of the process that gets it: the handle is all that goes over. */
const movedSocket = (socket: Socket): Socket | undefined => {
  const inside = socket as Socket & { _handle: { onread: () => void } | null }
  const handle = inside._handle
  if (handle === null) return undefined
  handle.onread = () => undefined
  inside._handle = null
  return new Socket({ handle } as never)
}

/** What a test does with a child process that is none. */
export interface ProcessPair {
  /** As its parent has it. */
  readonly child: ChildProcess
  /** As it has itself. */
  readonly self: ProcessEnd & { standStill(): void; goOn(): void }
  /** What it was sent. */
  readonly signals: readonly NodeJS.Signals[]
  readonly end: (code: number | null, signal?: NodeJS.Signals) => void
}

/** A child process that is none: both of its ends are here, and a test stops it and ends it. */
export const processPair = (): ProcessPair => {
  const [parents, childs] = [new End(), new End()]
  parents.other = childs
  childs.other = parents
  const signals: NodeJS.Signals[] = []
  const end = (code: number | null, signal?: NodeJS.Signals) => {
    if (!childs.connected) return
    childs.connected = false
    parents.connected = false
    childs.emit('disconnect')
    parents.emit('close', code, signal ?? null)
  }
  const kill = (signal: NodeJS.Signals) => {
    signals.push(signal)
    if (signal === 'SIGKILL') setImmediate(() => end(null, signal))
    return true
  }
  return {
    child: Object.assign(parents, { kill }) as unknown as ChildProcess,
    self: childs,
    signals,
    end,
  }
}
