// The people who wait in front of this room, and those who were removed from it, as hosts see and answer them.

import type { ReadonlyStore, Room } from 'homeroom/client'
import { ordering, type RelayApi } from '../page/relay-api.ts'
import { createValue } from '../page/value.ts'

export interface WaitingPerson {
  readonly id: string
  readonly name: string | null
  /** Since when, in ms since 1970. */
  readonly atMs: number
}

interface RemovedPerson extends WaitingPerson {
  /** They waited, and were not let in. */
  readonly waited: boolean
}

export interface WaitingLists {
  /** Everyone who comes by a link waits. */
  readonly everyone: boolean
  readonly waiting: readonly WaitingPerson[]
  readonly removed: readonly RemovedPerson[]
}

/** Null until the relay has told it, and where it has none. Each act rejects with words for a person. */
export interface WaitingRoom extends ReadonlyStore<WaitingLists | null> {
  admit(people: readonly Pick<WaitingPerson, 'id'>[]): Promise<void>
  turnAway(person: Pick<WaitingPerson, 'id'>): Promise<void>
  /** Whether everyone who comes by a link waits from now on. */
  hold(everyone: boolean): Promise<void>
  /** Tells all who wait that the lesson is over. */
  end(): Promise<void>
  stop(): void
}

interface WaitingRoomOptions {
  readonly room: Pick<Room, 'signals' | 'status'>
  readonly call: RelayApi
  /** People have begun to wait: all who do. */
  readonly onKnock: (waiting: readonly WaitingPerson[]) => void
}

/** The relay takes so many ids at once. */
const MOST_IDS = 400

/** News of so long are one look: a class comes all at once. */
const TOGETHER_MS = 300
/** The same where so many wait that a look is a large answer. */
const MANY = 500
const MANY_TOGETHER_MS = 3_000

export const createWaitingRoom = ({ room, call, onKnock }: WaitingRoomOptions): WaitingRoom => {
  const lists = createValue<WaitingLists | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let looks = 0

  const look = async () => {
    looks += 1
    const own = looks
    const [waiting, removed] = await Promise.all([
      call<Omit<WaitingLists, 'removed'>>('waiting'),
      call<Pick<WaitingLists, 'removed'>>('removed'),
    ])
    // A later look knows more, also where it is answered first.
    if (own !== looks) return
    const before = new Set(lists.get()?.waiting.map(({ id }) => id))
    lists.set({ ...waiting, ...removed })
    if (waiting.waiting.some(({ id }) => !before.has(id))) onKnock(waiting.waiting)
  }
  /** A relay that does not answer says it once more when something changes. */
  const lookQuietly = () => void look().catch(() => undefined)
  const lookSoon = () => {
    // From the first news on: where somebody comes all the time there is no last.
    const isMany = (lists.get()?.waiting.length ?? 0) > MANY
    timer ??= setTimeout(
      () => {
        timer = undefined
        lookQuietly()
      },
      isMany ? MANY_TOGETHER_MS : TOGETHER_MS,
    )
  }
  const order = async (path: string, ...bodies: readonly object[]) => {
    for (const body of bodies) await call(path, ordering(body))
    await look()
  }
  // What happened while the connection was lost is told to nobody.
  const undo = [
    room.signals.on('waiting', lookSoon),
    room.status.subscribe(({ state }) => state === 'connected' && lookSoon()),
  ]
  lookQuietly()

  return {
    get: lists.get,
    subscribe: lists.subscribe,
    async admit(people) {
      const ids = people.map(({ id }) => id)
      const starts = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, index) => index * MOST_IDS)
      await order('admit', ...starts.map((from) => ({ ids: ids.slice(from, from + MOST_IDS) })))
    },
    turnAway: ({ id }) => order('turn-away', { ids: [id] }),
    hold: (everyone) => order('waiting', { everyone }),
    end: () => order('end-waiting', {}),
    stop() {
      clearTimeout(timer)
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
