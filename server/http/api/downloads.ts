import type { Context as HonoContext } from 'hono'
import { fault, ok, type Result, type RoomId } from '../../../shared/index.ts'
import type { Context } from '../../base/context.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Env } from '../env.ts'

/** What is shorter the system takes from the process at once, as a rule: it is not counted, and never refused. */
const SHORT_BYTES = 16 * 1024

/** One that takes longer waits for a store that does not answer, which takes no memory: the next one is made beside it. */
const MAKE_MS = 10_000

/** An answer, and what is in it. */
interface Made {
  readonly response: Response
  readonly bytes: number
}

const BUSY = fault('busy', 'Too much is being taken out just now.')

/**
 * The long answers on their way out by HTTP: what sockets have not taken yet has a limit together, and one more. Documents are made one
 * after the other, since each takes memory for one or two while it is.
 */
export class Downloads {
  readonly #mostBytes: number
  #bytes = 0
  /** They were counted as they were made. */
  readonly #counted = new WeakSet<Response>()
  #last: Promise<unknown> = Promise.resolve()
  /** Of each room of which one is being made. */
  readonly #lastByRoom = new Map<RoomId, Promise<unknown>>()

  constructor({ metrics, limits }: Pick<Context, 'metrics' | 'limits'>) {
    this.#mostBytes = limits.downloads
    metrics.measure('download_bytes', 'Bytes of long answers that are taken out by HTTP.', () => this.#bytes)
  }

  /** Counts an answer that says how long it is, until it is taken; `busy` where it is long, and too much was not taken yet. */
  letOut(c: HonoContext<Env>, response: Response): Result<Response, 'busy'> {
    const bytes = Number(response.headers.get('content-length') ?? 0)
    if (bytes <= SHORT_BYTES || this.#counted.has(response)) return ok(response)
    if (this.#bytes >= this.#mostBytes) return BUSY
    this.#count(c, bytes)
    return ok(response)
  }

  /**
   * Has an answer made when those before it are; `busy` where too much of them was not taken yet. A room that does not answer is asked
   * once at a time: further ones wait for it, and keep nobody else waiting.
   */
  async make<Code extends string>(
    c: HonoContext<Env>,
    room: RoomId,
    work: () => Promise<Result<Made, Code>>,
  ): Promise<Result<Response, Code | 'busy'>> {
    const before = this.#lastByRoom.get(room) ?? Promise.resolve()
    const making = before.then(() => this.#inTurn(c, work))
    const settled = making.then(
      () => undefined,
      () => undefined,
    )
    this.#lastByRoom.set(room, settled)
    try {
      return await making
    } finally {
      if (this.#lastByRoom.get(room) === settled) this.#lastByRoom.delete(room)
    }
  }

  async #inTurn<Code extends string>(
    c: HonoContext<Env>,
    work: () => Promise<Result<Made, Code>>,
  ): Promise<Result<Response, Code | 'busy'>> {
    const making = this.#last.then(() => this.#make(c, work))
    this.#last = this.#last.then(() =>
      withDeadline<unknown>(
        MAKE_MS,
        making.catch(() => undefined),
        null,
      ),
    )
    return making
  }

  async #make<Code extends string>(
    c: HonoContext<Env>,
    work: () => Promise<Result<Made, Code>>,
  ): Promise<Result<Response, Code | 'busy'>> {
    // Nobody waits for it any more.
    if (this.#bytes >= this.#mostBytes || c.env?.incoming?.socket.destroyed === true) return BUSY
    const made = await work()
    if (!made.ok) return made
    this.#count(c, made.value.bytes)
    this.#counted.add(made.value.response)
    return ok(made.value.response)
  }

  #count(c: HonoContext<Env>, bytes: number): void {
    const { outgoing } = c.env ?? {}
    if (outgoing === undefined || outgoing.closed) return
    this.#bytes += bytes
    outgoing.once('close', () => {
      this.#bytes -= bytes
    })
  }
}
