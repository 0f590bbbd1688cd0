import * as v from 'valibot'
import { parseJson } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { KeepingStore } from '../store/store.ts'

/** Where relays say that they live: one line each. */
const KIND = 'webhook-relays'
const ROOM = 'relays'

/** So often a relay says that it lives, and looks at the others. */
const LOOK_MS = 5_000

/** A relay that has said nothing in so many looks is gone. Looks that the store did not answer are none. */
const GONE_LOOKS = 6

const Line = v.object({ beat: v.number(), hasEnded: v.boolean() })

interface Seen {
  readonly beat: number
  readonly looks: number
}

/** What a look has shown. */
export interface OwnersLook {
  /**
   * Relays that are gone, and whose outboxes this one has to take over: another one would, were it not there. Null stands for one that
   * had the store to itself, before it was shared.
   */
  readonly gone: readonly (string | null)[]
  /** The others have taken this relay for gone, and its outbox over. */
  readonly wasGone: boolean
}

/**
 * Which relays have an outbox in a store that they share, and which of those are gone. No clocks are compared: a line that does not
 * change is that of a relay which is gone. So it does not matter whether there is a bus, or whether it is down.
 */
export class OutboxOwners {
  readonly #own: string
  readonly #store: KeepingStore
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #seenByOwner = new Map<string, Seen>()
  #beat = 0
  #lookAtMs = Number.NEGATIVE_INFINITY
  #isLooking = false
  #mayBeUnshared = true

  constructor(own: string, store: KeepingStore, clock: Pick<Clock, 'monotonicMs'>) {
    this.#own = own
    this.#store = store
    this.#clock = clock
  }

  get isDue(): boolean {
    return !this.#isLooking && this.#clock.monotonicMs() >= this.#lookAtMs
  }

  /** Says that this relay lives, and looks at the others. Rejects as the store does. */
  async look(): Promise<OwnersLook> {
    this.#isLooking = true
    this.#lookAtMs = this.#clock.monotonicMs() + LOOK_MS
    try {
      const owners = (await this.#store.kept(KIND, { room: ROOM })).map(({ key }) => key)
      const wasGone = this.#beat > 0 && !owners.includes(this.#own)
      await this.#say(false)
      const others = owners.filter((owner) => owner !== this.#own)
      const gone = await this.#goneOf(others)
      const living = others.filter((owner) => !gone.includes(owner))
      if (living.some((owner) => owner < this.#own)) return { gone: [], wasGone }
      return { gone: this.#mayBeUnshared ? [null, ...gone] : gone, wasGone }
    } finally {
      this.#isLooking = false
    }
  }

  /** This relay goes down: what it leaves is taken over at the next look of another one. */
  async leave(): Promise<void> {
    if (this.#beat > 0) await this.#say(true)
  }

  /** Nothing is left of a relay that is gone. */
  async forget(owner: string | null): Promise<void> {
    if (owner === null) {
      this.#mayBeUnshared = false
      return
    }
    await this.#store.keep(ROOM, KIND, new Map([[owner, null]]))
    this.#seenByOwner.delete(owner)
  }

  async #say(hasEnded: boolean): Promise<void> {
    this.#beat += 1
    const line: v.InferOutput<typeof Line> = { beat: this.#beat, hasEnded }
    await this.#store.keep(ROOM, KIND, new Map([[this.#own, Buffer.from(JSON.stringify(line))]]))
  }

  async #goneOf(others: readonly string[]): Promise<readonly string[]> {
    const bodies = await this.#store.keptBodies(ROOM, KIND, others)
    return others.filter((owner, at) => {
      const { beat, hasEnded } = readLine(bodies[at] ?? null)
      const seen = this.#seenByOwner.get(owner)
      const looks = seen?.beat === beat ? seen.looks + 1 : 0
      this.#seenByOwner.set(owner, { beat, looks })
      return hasEnded || looks >= GONE_LOOKS
    })
  }
}

/** A damaged line says nothing new. */
const readLine = (body: Uint8Array | null): v.InferOutput<typeof Line> => {
  const json = body === null ? null : parseJson(Buffer.from(body).toString(), 2)
  const line = json?.ok ? v.safeParse(Line, json.value) : null
  return line?.success ? line.output : { beat: 0, hasEnded: false }
}

/** All relays that have, or had, an outbox of their own in a store. */
export const outboxOwners = async (store: KeepingStore): Promise<readonly string[]> =>
  (await store.kept(KIND, { room: ROOM })).map(({ key }) => key)
