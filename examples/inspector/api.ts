// The relay's HTTP API as this page uses it.
import type { Attender } from '../common/people/attender.ts'
import { type Answer, type Ask, createAsk } from './ask.ts'

export type { Answer, Problem } from './ask.ts'

/** Why the relay does not open a room, and since when. */
interface SetAside {
  readonly reason: string
  readonly sinceMs: number
}

export interface ListedRoom {
  readonly room: string
  readonly loaded: boolean
  readonly connections: number
  readonly people: number
  /** Connections that do not take what they are sent. */
  readonly lagging: number
  /** How much of what its connections sent was refused in the last minutes. */
  readonly refused: number
  /** The relays that have it in memory, with their own connections. */
  readonly relays: readonly { readonly relay: string; readonly connections: number }[]
  /** What is stored; null where that is not told. */
  readonly stored: { readonly records: number; readonly bytes: number } | null
  readonly setAside: SetAside | null
}

export interface RoomPage {
  readonly rooms: readonly ListedRoom[]
  readonly next: string | null
  readonly relays: readonly Relay[]
}

/** A relay of those that share rooms. */
interface NamedRelay {
  readonly relay: string
  /** It is the one that answers. */
  readonly self: boolean
  readonly name: string | null
}

export interface Relay extends NamedRelay {
  /** Null where it did not answer. */
  readonly figures: {
    readonly version: string
    readonly rooms: number
    readonly connections: number
    readonly uptimeMs: number
    readonly loopDelayMs: number
  } | null
}

/** A relay, and how many connections a room has there; null where it did not answer. */
export interface RelayOfRoom extends NamedRelay {
  readonly connections: number | null
}

export interface Identity {
  readonly id: string | null
  readonly name: string | null
  readonly role: string
}

export interface Connection {
  readonly connectionId: string
  readonly relay: string
  readonly identity: Identity
  readonly clientIds: readonly number[]
  readonly protocol: string
  readonly sinceMs: number
  readonly heardMsAgo: number
  /** How much of what it sent was refused in the last minutes. */
  readonly refused: number
  readonly queued: {
    readonly unsentBytes: number
    readonly lagging: boolean
    readonly heldPresence: boolean
    readonly unsavedMessages: number | null
  }
}

export interface Departure {
  readonly connectionId: string
  readonly relay: string
  readonly identity: Identity
  readonly sinceMs: number
  readonly atMs: number
  readonly reason: 'left' | 'lost' | 'removed'
  readonly why: string
  readonly code: number | null
}

interface RoomState {
  readonly room: string
  readonly loaded: boolean
  readonly epoch: string | null
  readonly entries: number
  readonly setAside: SetAside | null
  readonly rules: {
    readonly follow: number | null
    readonly reactionsMuted: boolean
    readonly locked: boolean
  }
  /** Every role that can be given; none where the relay takes no orders. */
  readonly roles: readonly string[]
  readonly connections: readonly Connection[]
  readonly left: readonly Departure[]
  readonly refused: number
  readonly relays: readonly RelayOfRoom[]
}

interface Entry {
  readonly clientId: number
  readonly state: { readonly name?: unknown }
}

/** A room, and the names that the people in it gave themselves, by clientID. */
export interface RoomLook extends RoomState {
  readonly nameByClient: ReadonlyMap<number, string>
}

/** How a hook's calls ended, by outcome. */
export interface Hook {
  readonly hook: string
  readonly calls: Readonly<Record<string, number>>
}

export interface Hooks {
  readonly hooks: readonly Hook[]
  readonly waiting: number
  readonly behind: number
}

interface Failure {
  readonly reason: string
  readonly atMs: number
}

export interface DeadLetter {
  readonly id: string
  readonly room: string
  readonly type: string
  readonly atMs: number
  readonly failure: Failure
}

export interface Webhook {
  readonly url: string
  readonly state: 'working' | 'failing' | 'gone'
  readonly waiting: number
  readonly dead: number
  readonly lastFailure: Failure | null
  readonly deadLetters: readonly DeadLetter[]
}

export interface Version {
  readonly id: string
  readonly name: string | null
  readonly cause: 'hand' | 'schedule' | 'restore' | 'import'
  readonly atMs: number
  readonly by: string | null
  readonly bytes: number
}

export interface Attendance {
  readonly days: number
  readonly rows: readonly Attender[]
}

/** A person by their verified id, or by one of their clientIDs. */
export type Person = { readonly id: string } | { readonly clientId: number }

export type Order =
  | { readonly kind: 'lock'; readonly body: { readonly locked: boolean } }
  | { readonly kind: 'kick'; readonly body: Person }
  | { readonly kind: 'role'; readonly body: Person & { readonly role: string } }

/** Gives an order. `done` says in a few words what it did. */
export type GiveOrder = (order: Order, done: string) => Promise<void>

const pathOf = (room: string) => `/rooms/${encodeURIComponent(room)}`

const POST = { method: 'POST' }

const jsonOf = (body: object): RequestInit => ({
  ...POST,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

/** Calls the API, below the path of this page. `credential` is a token or a secret; empty if none is needed. */
export const createApi = (credential: string) => {
  const ask = createAsk(credential)
  return { ...relayApi(ask), ...roomApi(ask), ...versionApi(ask) }
}

type StoredRoom = Omit<ListedRoom, 'stored'> & NonNullable<ListedRoom['stored']>

interface StoredPage extends Omit<RoomPage, 'rooms'> {
  readonly rooms: readonly StoredRoom[]
}

/** As many as the relay gives at once: they are searched, and put in order, in this page. */
const PAGE_ROOMS = 1_000

const relayApi = (ask: Ask) => ({
  async rooms(after: string, signal: AbortSignal): Promise<Answer<RoomPage>> {
    const path = `/rooms?limit=${PAGE_ROOMS}&after=${encodeURIComponent(after)}`
    const page = await ask<StoredPage>(path, { signal })
    if (!page.ok) return page
    const rooms = page.value.rooms.map(({ records, bytes, ...room }) => ({
      ...room,
      stored: { records, bytes },
    }))
    return { ok: true, value: { ...page.value, rooms } }
  },
  hooks: (signal: AbortSignal) => ask<Hooks>('/hooks', { signal }),
  webhooks: (signal: AbortSignal) => ask<{ readonly webhooks: readonly Webhook[] }>('/webhooks', { signal }),
  sendAgain: () => ask<{ readonly events: number }>('/webhooks/retry', POST),
})

const roomApi = (ask: Ask) => ({
  /** Rooms by their names, as their host sees them. What is wrong with one hides none of the others. */
  async ownRooms(names: readonly string[], signal: AbortSignal): Promise<Answer<readonly ListedRoom[]>> {
    const looks = await Promise.all(
      names.map((room) => ask<RoomState>(`${pathOf(room)}/connections`, { signal })),
    )
    const failed = looks.find((look) => !look.ok)
    if (failed?.ok === false && looks.every(({ ok }) => !ok)) return failed
    return { ok: true, value: looks.flatMap((look) => (look.ok ? [listed(look.value)] : [])) }
  },
  async look(room: string, signal: AbortSignal): Promise<Answer<RoomLook>> {
    const [state, presence] = await Promise.all([
      ask<RoomState>(`${pathOf(room)}/connections`, { signal }),
      ask<{ readonly entries: readonly Entry[] }>(`${pathOf(room)}/presence`, { signal }),
    ])
    if (!state.ok) return state
    const entries = presence.ok ? presence.value.entries : []
    return { ok: true, value: { ...state.value, nameByClient: namesOf(entries) } }
  },
  order: (room: string, { kind, body }: Order) => ask<unknown>(`${pathOf(room)}/${kind}`, jsonOf(body)),
  load: (room: string) => ask<unknown>(`${pathOf(room)}/load`, POST),
  attendance: (room: string, day: string, signal: AbortSignal) =>
    ask<Attendance>(`${pathOf(room)}/attendance?from=${day}&to=${day}`, { signal }),
})

const versionApi = (ask: Ask) => {
  const versionsOf = (room: string) => `${pathOf(room)}/versions`
  return {
    versions: (room: string, signal: AbortSignal) =>
      ask<{ readonly versions: readonly Version[] }>(versionsOf(room), { signal }),
    makeVersion: (room: string, name: string | null) => ask<Version>(versionsOf(room), jsonOf({ name })),
    restoreVersion: (room: string, { id }: Version) =>
      ask<{ readonly changed: boolean }>(`${versionsOf(room)}/${encodeURIComponent(id)}/restore`, POST),
    deleteVersion: (room: string, { id }: Version) =>
      ask<unknown>(`${versionsOf(room)}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  }
}

export type Api = ReturnType<typeof createApi>

const listed = ({
  room,
  loaded,
  setAside,
  entries,
  connections,
  refused,
  relays,
}: RoomState): ListedRoom => ({
  ...{ room, loaded, setAside, refused, people: entries, stored: null },
  connections: connections.length,
  lagging: connections.filter(({ queued }) => queued.lagging).length,
  relays: relays.map(({ relay, connections }) => ({ relay, connections: connections ?? 0 })),
})

const namesOf = (entries: readonly Entry[]): ReadonlyMap<number, string> =>
  new Map(
    entries.flatMap(({ clientId, state: { name } }) =>
      typeof name === 'string' && name !== '' ? [[clientId, name]] : [],
    ),
  )
