import { readCrowd, writeWatch } from '../../shared/crowd.ts'
import * as TYPE from '../../shared/message-types.ts'
import { presenceEnvironment } from '../environment.ts'
import type { Channel } from '../part.ts'
import { personKey } from '../presence/people.ts'
import type { Other } from '../presence/people-lists.ts'
import { createThrottle } from '../presence/throttle.ts'
import { accessOf } from '../relay-access.ts'
import { readonly, Store } from '../store.ts'
import type { Crowd, CrowdRoom, CrowdState, CrowdWatch, Shown } from './crowd-api.ts'

/** A view that is panned is asked for so often. */
const WATCH_MS = 250

/** So long somebody who has gone is shown still. */
const LEAVING_MS = 400

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
export const crowdOf = (room: CrowdRoom): Crowd => {
  const crowd = crowds.get(room) ?? new CrowdOfRoom(room).facade()
  crowds.set(room, crowd)
  return crowd
}

/** Said where it is called: the relay could only say that bytes are wrong. */
const check = ({ view, people = [] }: CrowdWatch): void => {
  const sides = view ? [view.left, view.top, view.right, view.bottom] : []
  if (!sides.map(Math.fround).every(Number.isFinite) || !people.every((id) => id === id >>> 0))
    throw new TypeError('watch takes finite sides of a view, and clientIDs of people.')
}

const shownAs = (other: Other, isLeaving: boolean): Shown => ({
  key: personKey(other.clientId, other),
  ...{ other, isLeaving },
})

const toKey = ({ view = null, people = [] }: CrowdWatch): string => JSON.stringify([view, people])

class CrowdOfRoom {
  readonly #room: CrowdRoom
  readonly #environment = presenceEnvironment()
  readonly #state: Store<CrowdState>
  readonly #throttle = createThrottle(
    this.#environment,
    () => WATCH_MS,
    () => this.#send(),
  )
  #watch: CrowdWatch = {}
  #channel: Channel | null = null
  /** The connection on which a welcome has come and that is there still: the relay is told on each. */
  #connection: string | null = null

  constructor(room: CrowdRoom) {
    this.#room = room
    const shown = room.others.get().map((other) => shownAs(other, false))
    this.#state = new Store<CrowdState>({ total: null, shown }, this.#environment.report)
    room.welcome.subscribe(() => this.#welcomed())
    room.status.subscribe(({ state }) => {
      if (state !== 'connected') this.#connection = null
    })
    room.others.subscribe((others) => this.#publish(others))
    this.#welcomed()
  }

  readonly facade = (): Crowd => ({
    ...readonly(this.#state),
    watch: (watch) => {
      check(watch)
      // The relay would tell it again of all whom it sees.
      if (toKey(watch) === toKey(this.#watch)) return
      this.#watch = watch
      this.#throttle.request()
    },
  })

  #welcomed(): void {
    const { channel } = accessOf(this.#room)
    const connection = this.#room.welcome.get()?.connectionId ?? null
    if (channel !== this.#channel) channel.listen(TYPE.crowd, (body) => this.#told(body))
    this.#channel = channel
    if (connection === null || connection === this.#connection) return
    this.#connection = connection
    this.#count(null)
    this.#throttle.cancel()
    if (this.#watch.view || this.#watch.people?.length) this.#send()
  }

  #send(): void {
    // Before its welcome a relay of another make would not know the message.
    if (this.#connection === null) return
    const { view = null, people = [] } = this.#watch
    this.#channel?.send(writeWatch({ view, people }))
  }

  #told(body: Uint8Array): boolean {
    const total = readCrowd(body)
    if (total.ok) this.#count(total.value === 0 ? null : total.value)
    return total.ok
  }

  #count(total: number | null): void {
    const before = this.#state.get()
    if (before.total !== total) this.#state.set({ ...before, total })
  }

  #publish(others: readonly Other[]): void {
    const here = new Set(others.map(({ clientId }) => clientId))
    const gone: Shown[] = []
    for (const one of this.#state.get().shown) {
      if (here.has(one.other.clientId)) continue
      gone.push(one.isLeaving ? one : { ...one, isLeaving: true })
      if (!one.isLeaving) this.#environment.after(LEAVING_MS, () => this.#drop(one.other.clientId))
    }
    const shown = [...others.map((other) => shownAs(other, false)), ...gone]
    this.#state.set({ ...this.#state.get(), shown })
  }

  #drop(clientId: number): void {
    const before = this.#state.get()
    const shown = before.shown.filter(({ other, isLeaving }) => !isLeaving || other.clientId !== clientId)
    if (shown.length < before.shown.length) this.#state.set({ ...before, shown })
  }
}
