import { readCrowd, writeWatch } from '../../shared/crowd.ts'
import { WATCHED_PEOPLE } from '../../shared/limits.ts'
import * as TYPE from '../../shared/message-types.ts'
import { presenceEnvironment } from '../environment.ts'
import type { Channel } from '../part.ts'
import { personKey } from '../presence/people.ts'
import type { Other } from '../presence/people-lists.ts'
import { createThrottle } from '../presence/throttle.ts'
import type { RegisteredPresence } from '../register.ts'
import { accessOf } from '../relay-access.ts'
import type { PresenceRoom } from '../room-api.ts'
import { readonly, Store } from '../store.ts'
import type { Crowd, CrowdRoom, CrowdState, CrowdWatch, Shown } from './crowd-api.ts'

/** A view that is panned is asked for so often. */
const WATCH_MS = 250

/** So long somebody who has gone is shown still. */
const LEAVING_MS = 400

/** So long after a welcome the count of the connection before stands, where none has come. */
const COUNTED_MS = 1_000

const crowds = new WeakMap<CrowdRoom, Crowd>()

/**
 * What the relay tells of a room of many people: how many there are, and whom of them this client sees. It is one for each room, however
 * often it is asked for. In a room of few people, and with a relay of another make, everyone is seen, and `watch` waits.
 *
 * @param room - the room itself, no copy of it.
 * @throws TypeError where it is none.
 * @example
 * ```ts
 * import { crowdOf } from 'homeroom/crowd'
 * import { joinRoom } from 'homeroom/client'
 *
 * const room = joinRoom('wss://rooms.example', 'lecture', { presence: { name: 'Ada', x: 0.5, y: 0.5 } })
 * const crowd = crowdOf(room)
 * crowd.watch({ view: { left: 0, top: 0, right: 0.25, bottom: 0.25 } })
 * crowd.subscribe(({ total, shown }) => console.log(shown.length, 'of', total))
 * ```
 */
export const crowdOf = <Own extends object = RegisteredPresence>(
  room: PresenceRoom<Own> | CrowdRoom<Own>,
): Crowd<Own> => {
  const plain = room as unknown as CrowdRoom
  const crowd = crowds.get(plain) ?? new CrowdOfRoom(plain).facade()
  crowds.set(plain, crowd)
  return crowd as unknown as Crowd<Own>
}

/** From one side to the other, which is right of it, or below, as floats of 32 bits, which travel. */
const isSpan = (from: number, to: number): boolean => {
  const span = Math.fround(to) - Math.fround(from)
  return span >= 0 && span < Number.POSITIVE_INFINITY
}

/** Said where it is called: the relay could only say that bytes are wrong, or take none of it. */
const checked = ({ view = null, people = [] }: CrowdWatch): string => {
  const isView = view === null || (isSpan(view.left, view.right) && isSpan(view.top, view.bottom))
  if (!isView || !people.every((id) => id === id >>> 0) || people.length > WATCHED_PEOPLE)
    throw new TypeError('watch takes sides in order, and 64 clientIDs.')
  return JSON.stringify({ view, people })
}

/** Where nobody is asked for. */
const NOBODY = checked({})

const shownAs = (other: Other): Shown => ({
  key: personKey(other.clientId, other),
  other,
  isLeaving: false,
})

class CrowdOfRoom {
  readonly #room: CrowdRoom
  readonly #environment = presenceEnvironment()
  readonly #state: Store<CrowdState>
  readonly #throttle = createThrottle(
    this.#environment,
    () => WATCH_MS,
    () => this.#send(),
  )
  /** What is asked for, as a text: the app may go on to change what it gave. */
  #watch = NOBODY
  #channel: Channel | null = null
  /** The connection on which a welcome has come and that is there still: the relay is told on each. */
  #connection: string | null = null
  /** That on which the last count came. */
  #counted: string | null = null

  constructor(room: CrowdRoom) {
    this.#room = room
    const shown = room.others.get().map(shownAs)
    this.#state = new Store<CrowdState>({ total: null, shown }, this.#environment.report)
    room.welcome.subscribe(() => this.#welcomed())
    room.status.subscribe(({ state }) => {
      if (state !== 'connected') this.#connection = null
    })
    room.others.subscribe((others) => this.#publish(others))
    this.#welcomed()
    // The count was told before anybody here asked for it: the relay says it again where it is asked.
    this.#send()
  }

  readonly facade = (): Crowd => ({
    ...readonly(this.#state),
    watch: (watch) => {
      const next = checked(watch)
      // The relay would tell it again of all whom it sees.
      if (next === this.#watch) return
      this.#watch = next
      this.#throttle.request()
    },
  })

  #welcomed(): void {
    const { channel } = accessOf(this.#room)
    const connection = this.#room.welcome.get()?.connectionId
    if (channel !== this.#channel) channel.listen(TYPE.crowd, (body) => this.#told(body))
    this.#channel = channel
    if (connection === undefined || connection === this.#connection) return
    this.#connection = connection
    this.#environment.after(COUNTED_MS, () => {
      if (this.#counted !== this.#connection) this.#count(null)
    })
    this.#throttle.cancel()
    if (this.#watch !== NOBODY) this.#send()
  }

  #send(): void {
    // Before its welcome a relay of another make would not know the message.
    if (this.#connection !== null) this.#channel?.send(writeWatch(JSON.parse(this.#watch)))
  }

  #told(body: Uint8Array): void {
    const total = readCrowd(body)
    if (total.ok) this.#count(total.value || null)
  }

  #count(total: number | null): void {
    this.#counted = this.#connection
    if (this.#state.get().total !== total) this.#set({ total })
  }

  #publish(others: readonly Other[]): void {
    const here = new Set(others.map(({ clientId }) => clientId))
    const gone: Shown[] = []
    for (const one of this.#state.get().shown) {
      if (here.has(one.other.clientId)) continue
      gone.push({ ...one, isLeaving: true })
      if (!one.isLeaving) this.#environment.after(LEAVING_MS, () => this.#drop(one.other.clientId))
    }
    this.#set({ shown: [...others.map(shownAs), ...gone] })
  }

  #drop(clientId: number): void {
    const { shown } = this.#state.get()
    const left = shown.filter(({ other, isLeaving }) => !isLeaving || other.clientId !== clientId)
    if (left.length < shown.length) this.#set({ shown: left })
  }

  #set(part: Partial<CrowdState>): void {
    this.#state.set({ ...this.#state.get(), ...part })
  }
}
