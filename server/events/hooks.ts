// What code of the host may say to what happens in rooms, as `createRelay` takes it: docs/decisions/25.
import type * as Y from 'yjs'
import type { Identity, Json, LeftReason, RefusalCode, RoomId } from '../../shared/index.ts'
import type { EventPerson } from './room-event.ts'

/** The names of all hooks. */
export const HOOK_NAMES = ['onLoad', 'onJoin', 'onLeave', 'onUpdate', 'onSignal', 'onStore'] as const

export type HookName = (typeof HOOK_NAMES)[number]

/** How a call of a hook can end. */
export const HOOK_OUTCOMES = ['done', 'refused', 'failed', 'late', 'dropped'] as const

export type HookOutcome = (typeof HOOK_OUTCOMES)[number]

/** How the calls of one hook have ended since the relay was started. */
export interface HookLook {
  readonly hook: HookName
  readonly calls: Readonly<Record<HookOutcome, number>>
}

/** The hooks that are set, and what they have not kept up with. */
export interface HooksLook {
  readonly hooks: readonly HookLook[]
  /** Events that wait for hooks. */
  readonly waiting: number
  /** Rooms that `onStore` has not settled for. */
  readonly behind: number
}

/**
 * The first content of a room: a function that writes it into an empty document, or an update of Yjs. The function has to
 * write the same at each call.
 */
export type RoomContent = Uint8Array | ((doc: Y.Doc) => void)

interface AsyncHook {
  readonly room: RoomId
  /** Aborted where the hook has not settled within 10 s: the relay waits no longer, and takes nothing of it any more. */
  readonly signal: AbortSignal
}

/** A new room is loaded: neither the store nor memory has anything of it. */
export interface LoadHook extends AsyncHook {}

/** Somebody asks to come into a room. */
export interface JoinHook extends AsyncHook {
  /** The identity that their token, or `authenticate`, gives them. */
  readonly identity: Identity
  /** The `Origin` header; null where there is none, as with anything but a browser. */
  readonly origin: string | null
  /** The request as it came: its URL with the query, and its headers. Its body is not to be read. */
  readonly request: Request
}

/** A join is refused. */
export interface JoinRefusal {
  /** Why; it decides the status, the close code, and whether clients come back (docs/protocol.md). */
  readonly refuse: RefusalCode
  /** What the client is told; by default the words of the code. */
  readonly message?: string
}

/** Somebody has left a room. */
export interface LeaveHook extends AsyncHook {
  readonly person: EventPerson
  readonly reason: LeftReason
  /** When they came, in ms since 1970. */
  readonly joinedAtMs: number
  /** When they left, in ms since 1970. */
  readonly atMs: number
}

/** The document of a room has changed. */
export interface UpdateHook extends AsyncHook {
  /** What has changed, as an update of Yjs. */
  readonly update: Uint8Array
  /** Null where nobody alone did it: what had waited for a missing update, which has come. */
  readonly by: EventPerson | null
  /** In ms since 1970. */
  readonly atMs: number
}

/** A signal that may be sent by its sender's role, and has been told to nobody yet. It is not to be changed. */
export interface SignalHook {
  readonly room: RoomId
  readonly kind: string
  readonly data: Json
  /** The clientIDs that it is for; everyone where there is none. */
  readonly to: readonly number[]
  readonly by: EventPerson
}

/** A signal is refused. */
export interface SignalRefusal {
  /** What its sender is told. */
  readonly refuse: string
}

/** The document of a room is in the store, with changes that this hook has not settled for yet. */
export interface StoreHook extends AsyncHook {
  /** The whole document as it is now, as an update of Yjs. */
  document(): Promise<Uint8Array>
}

/**
 * Code of your own that a relay asks, or tells, about what happens in its rooms. What it throws never reaches a room: it is
 * logged and counted (`homeroom_hook_calls_total{hook,outcome}`). docs/server/hooks.md says what each promises.
 *
 * @example
 * ```ts
 * import { createRelay, type Hooks } from 'homeroom/server'
 *
 * const texts = new Map([['lesson', 'Welcome']])
 * const hooks: Hooks = {
 *   async onLoad({ room }) {
 *     const text = texts.get(room)
 *     return text === undefined ? null : (doc) => doc.getText('text').insert(0, text)
 *   },
 *   async onJoin({ room, identity }) {
 *     if (room === 'staff' && identity.role !== 'host') return { refuse: 'room-forbidden' }
 *   },
 *   onSignal: ({ kind }) => (kind === 'shout' ? { refuse: 'Not so loud, please.' } : undefined),
 * }
 * const relay = createRelay({ hooks })
 * await relay.close()
 * ```
 */
export interface Hooks {
  /**
   * Gives the content of a new room; null or nothing leaves it empty. Everybody waits for the same call. Where it fails the room is
   * not opened (`store-unavailable`, 503), and the next join asks again.
   */
  onLoad?(load: LoadHook): RoomContent | null | undefined | Promise<RoomContent | null | undefined>
  /**
   * Lets a join in, by nothing, or refuses it. It is asked before the room is loaded, and for several joins at a time. Where it fails
   * the join is refused (`auth-unavailable`, 503).
   */
  onJoin?(join: JoinHook): JoinRefusal | null | undefined | Promise<JoinRefusal | null | undefined>
  /** Is told of each connection that leaves. */
  onLeave?(leave: LeaveHook): unknown
  /** Is told of each change of a document. */
  onUpdate?(update: UpdateHook): unknown
  /** Lets a signal pass, by nothing, or refuses it, at once: it gives no promise. Where it fails the signal is refused. */
  onSignal?(signal: SignalHook): SignalRefusal | null | undefined
  /**
   * Is told that a document was stored, at most once a second; where it fails it is called again until it does not. What it
   * settles for is the document that it was given, or a later one.
   */
  onStore?(store: StoreHook): unknown
}
