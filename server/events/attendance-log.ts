import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { inTurns } from '../base/in-turns.ts'
import type { Turns } from '../base/turns.ts'
import { forgetKept } from '../store/forget-kept.ts'
import type { KeepingStore } from '../store/store.ts'
import {
  type AttendanceRow,
  type AttendanceShare,
  dayAt,
  dayOf,
  isNameless,
  personKeyOf,
  readRows,
  rowKeyOf,
  withShare,
} from './attendance-row.ts'
import { joinSpans } from './attendance-spans.ts'
import type { EventPerson, RoomEvent } from './room-event.ts'
import type { RoomEvents } from './room-events.ts'
import type { ShownNames } from './shown-names.ts'

const KIND = 'attendance'

/** So often it is written who is there: a relay that is killed loses no more than this. */
const WRITE_MS = 60_000

const FORGET_MS = 3_600_000
const DAY_MS = 86_400_000

/** People without id and name have a row for each connection. So many of them are listed on one day, in all rooms. */
const MOST_NAMELESS = 20_000

/** So many rows are read or written at once. */
const PAGE = 500

/** Somebody who is in a room now, in one tab or several. */
interface Here {
  person: EventPerson
  tabs: number
  /** Up to here their time is counted, on the monotonic clock. */
  countedMs: number
}

interface AttendedRoom {
  readonly id: RoomId
  /** The keys of people by their tabs: their names may be others when they leave. */
  readonly keyByTab: Map<string | null, string>
  readonly here: Map<string, Here>
  /** What is not in the store yet, by the keys of rows. */
  readonly shares: Map<string, AttendanceShare>
}

export interface AttendanceDeps extends Pick<Context, 'clock' | 'log' | 'metrics' | 'arrivals'> {
  readonly store: KeepingStore
  readonly turns: Turns
  readonly names: Pick<ShownNames, 'of'>
  /** So many days a row is kept. */
  readonly days: number
  /** This relay, where others write to the store, too; null where it has the store to itself. */
  readonly owner: string | null
}

/** Days of attendance that are asked for, both included. */
export interface AttendanceRange {
  readonly from: string
  readonly to: string
}

/** Who was in which room, on which day, from when to when, and for how long. */
export class AttendanceLog {
  readonly #deps: AttendanceDeps
  readonly #rooms = new Map<RoomId, AttendedRoom>()
  readonly #nameless = { day: '', count: 0 }
  #writing: Promise<boolean> | null = null
  #forgetting: Promise<boolean> | null = null
  #writeAtMs: number
  #forgetAtMs = Number.NEGATIVE_INFINITY

  constructor(events: Pick<RoomEvents, 'listen'>, deps: AttendanceDeps) {
    this.#deps = deps
    this.#writeAtMs = deps.clock.monotonicMs() + WRITE_MS
    events.listen((event) => this.#hear(event))
  }

  /** So many days a row is kept. */
  get days(): number {
    return this.#deps.days
  }

  sweep(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    if (nowMs >= this.#writeAtMs) {
      this.#writeAtMs = nowMs + WRITE_MS
      void this.write()
    }
    if (nowMs < this.#forgetAtMs || this.#forgetting !== null) return
    this.#forgetAtMs = nowMs + FORGET_MS
    this.#forgetting = this.#unlessStoreFails(() => this.#forget()).finally(() => {
      this.#forgetting = null
    })
  }

  /** Writes who is there and who was there; true when all of it is in the store. */
  write(): Promise<boolean> {
    this.#writing ??= this.#unlessStoreFails(() => this.#writeAll()).finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  /** The rows of a room, by day; null where there are more than `most`. Rejects as the store does. */
  async read(
    room: RoomId,
    { from, to }: AttendanceRange,
    most: number,
  ): Promise<readonly AttendanceRow[] | null> {
    // The last minute belongs to it.
    await this.write()
    const { store } = this.#deps
    const keys: string[] = []
    for (let after = from, isLast = false; !isLast; after = keys.at(-1) ?? after) {
      await this.#turnOf(room)
      const page = await store.kept(KIND, { room, after: { room, key: after }, limit: PAGE })
      const asked = page.filter(({ key }) => dayOf(key) <= to)
      isLast = asked.length < PAGE
      keys.push(...asked.map(({ key }) => key))
      if (keys.length > most) return null
    }
    const rows: [string, Uint8Array | null][] = []
    for (let at = 0; at < keys.length; at += PAGE) {
      const some = keys.slice(at, at + PAGE)
      await this.#turnOf(room)
      const bodies = await store.keptBodies(room, KIND, some)
      rows.push(...some.map((key, index): [string, Uint8Array | null] => [key, bodies[index] ?? null]))
    }
    return inTurns(this.#deps.turns, readRows(rows), { room })
  }

  /** A page takes the store some ms, and many may read at once. */
  async #turnOf(room: RoomId): Promise<void> {
    await nextTurn()
    await this.#deps.arrivals.ofRoom(room)
  }

  #hear(event: RoomEvent): void {
    const isAttendance = event.type === 'person.joined' || event.type === 'person.left'
    // Code of the server is nobody.
    if (!isAttendance || event.person.source !== 'client') return
    if (event.type === 'person.joined') this.#joined(event.room, event.person)
    else this.#left(event.room, event.person)
  }

  #joined(id: RoomId, person: EventPerson): void {
    if (isNameless(person) && !this.#mayListNameless(id)) return
    const room = this.#rooms.get(id) ?? { id, keyByTab: new Map(), here: new Map(), shares: new Map() }
    this.#rooms.set(id, room)
    const key = personKeyOf(person)
    const countedMs = this.#deps.clock.monotonicMs()
    const here = room.here.get(key) ?? { person, tabs: 0, countedMs }
    here.person = person
    here.tabs += 1
    room.keyByTab.set(person.connection, key)
    room.here.set(key, here)
    this.#count(room, key, here)
  }

  #left(id: RoomId, person: EventPerson): void {
    const room = this.#rooms.get(id)
    const key = room?.keyByTab.get(person.connection)
    const here = key === undefined ? undefined : room?.here.get(key)
    // A person without a name may be on no list.
    if (room === undefined || key === undefined || here === undefined) return
    room.keyByTab.delete(person.connection)
    this.#count(room, key, here)
    here.tabs -= 1
    if (here.tabs === 0) room.here.delete(key)
  }

  #mayListNameless(room: RoomId): boolean {
    const day = dayAt(this.#deps.clock.wallMs())
    if (this.#nameless.day !== day) Object.assign(this.#nameless, { day, count: 0 })
    this.#nameless.count += 1
    if (this.#nameless.count === MOST_NAMELESS + 1)
      this.#deps.log.warn({ room }, 'attendance lists no more people without a name today')
    return this.#nameless.count <= MOST_NAMELESS
  }

  /** Counts the time of somebody up to now, on the present day. */
  #count(room: AttendedRoom, key: string, here: Here): void {
    const { clock, owner, names } = this.#deps
    const [wallMs, nowMs] = [clock.wallMs(), clock.monotonicMs()]
    const presentMs = nowMs - here.countedMs
    this.#add(room, rowKeyOf(dayAt(wallMs), key, owner), {
      ...{ person: here.person, firstMs: wallMs, lastMs: wallMs, presentMs },
      shownName: names.of(room.id, here.person.connection),
      // Whole ms, as all times of a row.
      spans: owner === null || presentMs === 0 ? [] : [[Math.round(wallMs - presentMs), Math.round(wallMs)]],
    })
    here.countedMs = nowMs
  }

  #add({ shares }: AttendedRoom, rowKey: string, share: AttendanceShare): void {
    const before = shares.get(rowKey) ?? share
    shares.set(rowKey, {
      person: share.person,
      shownName: share.shownName ?? before.shownName,
      firstMs: Math.min(before.firstMs, share.firstMs),
      lastMs: Math.max(before.lastMs, share.lastMs),
      presentMs: share.presentMs + (before === share ? 0 : before.presentMs),
      spans: before === share ? share.spans : joinSpans([...before.spans, ...share.spans]),
    })
  }

  async #writeAll(): Promise<void> {
    for (const [id, room] of this.#rooms) {
      for (const [key, here] of room.here) this.#count(room, key, here)
      while (room.shares.size > 0) await this.#writeSome(id, room)
      if (room.here.size === 0) this.#rooms.delete(id)
    }
  }

  /** Adds some of what is not written to what is there. */
  async #writeSome(id: RoomId, room: AttendedRoom): Promise<void> {
    const { store } = this.#deps
    const some = [...room.shares].slice(0, PAGE)
    for (const [rowKey] of some) room.shares.delete(rowKey)
    try {
      const stored = await store.keptBodies(
        id,
        KIND,
        some.map(([rowKey]) => rowKey),
      )
      const changes = some.map(
        ([rowKey, share], at) => [rowKey, withShare(stored[at] ?? null, share)] as const,
      )
      await store.keep(id, KIND, new Map(changes))
    } catch (error) {
      for (const [rowKey, share] of some) this.#add(room, rowKey, share)
      throw error
    }
  }

  /** Takes away what is older than it may be. */
  async #forget(): Promise<void> {
    const { store, clock, days } = this.#deps
    const firstDay = dayAt(clock.wallMs() - (days - 1) * DAY_MS)
    await forgetKept(store, KIND, (key) => dayOf(key) < firstDay)
  }

  /** True where the store has done all of it. */
  async #unlessStoreFails(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      const operation = 'attendance'
      this.#deps.metrics.storeFailures.inc({ operation })
      this.#deps.log.error({ operation, err: error }, 'the store failed')
      return false
    }
  }
}
