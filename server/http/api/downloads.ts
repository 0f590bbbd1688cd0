import type { Context as HonoContext } from 'hono'
import { fault, ok, type Result, type RoomId } from '../../../shared/index.ts'
import type { Context } from '../../base/context.ts'
import { withDeadline } from '../../base/deadline.ts'
import type { Env } from '../env.ts'

/** Documents that sockets have not taken yet have so much together, and one more while it is made. */
const MOST_BYTES = 64 * 1024 * 1024

/** One that takes longer waits for a store that does not answer, which takes no memory: the next one is made beside it. */
const MAKE_MS = 10_000

/** An answer, and what is in it. */
interface Made {
  readonly response: Response
  readonly bytes: number
}

const BUSY = fault('busy', 'Too many documents are being taken out just now.')

/** The documents on their way out by HTTP. They are made one after the other, since each takes memory for one or two while it is. */
export class Downloads {
  #bytes = 0
  #last: Promise<unknown> = Promise.resolve()
  /** Of each room of which one is being made. */
  readonly #lastByRoom = new Map<RoomId, Promise<unknown>>()

  constructor({ metrics }: Pick<Context, 'metrics'>) {
    metrics.measure('download_bytes', 'Bytes of documents that are taken out by HTTP.', () => this.#bytes)
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
    const { incoming, outgoing } = c.env ?? {}
    // Nobody waits for it any more.
    if (this.#bytes >= MOST_BYTES || incoming?.socket.destroyed === true) return BUSY
    const made = await work()
    if (!made.ok) return made
    const { response, bytes } = made.value
    if (outgoing !== undefined && !outgoing.closed) {
      this.#bytes += bytes
      outgoing.once('close', () => {
        this.#bytes -= bytes
      })
    }
    return ok(response)
  }
}
