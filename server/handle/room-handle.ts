// What server code has of a room: `relay.room(id)`.
import type * as Y from 'yjs'
import type { Json } from '../../shared/index.ts'
import type { ActOptions } from './act-options.ts'
import type { HandleChat } from './chat-types.ts'
import type { HandleLesson } from './lesson-types.ts'
import type { PersonState, PresentPerson } from './presence-view.ts'
import type { RoomEventName, RoomEvents } from './room-events.ts'

/** As {@link ActOptions}, for a signal. */
export interface SendOptions extends ActOptions {
  /** The clientIds that it is for, at least one; everyone where it is left out. */
  readonly to?: readonly number[]
}

/** The people in the room, and this handle among them where it wants to be. */
export interface HandlePresence {
  /** Everyone who is there, as everyone sees them, this handle too. */
  readonly get: () => readonly PresentPerson[]
  /**
   * Shows this handle to everyone, with these fields and no others; null takes it away. A host that removes it does so, too.
   *
   * @throws RoomError where it is no JSON, too large, or the handle is over.
   */
  readonly set: (state: PersonState | null) => void
}

/** The signals of the room. */
export interface HandleSignals {
  /**
   * Sends a signal, at most 4 KiB of JSON. The kinds that hosts give orders by (`lower-all`, `mute-reactions`, `remove`, `lock` and
   * the others of docs/protocol.md) are carried out.
   *
   * @throws RoomError where it is none, names nobody who is there, or `by` may not send it.
   */
  readonly send: (kind: string, data?: Json, options?: SendOptions) => void
  /** Calls `told` with each signal of a kind; gives what ends that. */
  readonly on: (kind: string, told: (signal: RoomEvents['signal']) => unknown) => () => void
}

/**
 * A key of the room and its holder, as `GET /api/rooms/:room/claims` tells it.
 *
 * @example
 * ```ts
 * import type { HeldClaim } from 'homeroom/server'
 *
 * export const isSeat = ({ key }: HeldClaim) => key.startsWith('seat/')
 * ```
 */
export interface HeldClaim {
  readonly key: string
  /** The clientID of the tab that has it. */
  readonly clientId: number
  /** When it was taken, in ms since 1970, about: one that a host gives counts from before the one that it takes the place of. */
  readonly atMs: number
  /** True for a holder who was lost a moment ago, and for whom it is kept for 10 s. */
  readonly isKept: boolean
}

/**
 * The keys of the room that one person at a time holds (docs/claims.md).
 *
 * @throws RoomError where the handle is over, `give` names nobody who is there (`not-found`), what is given is no key (`bad-signal`), or the
 * one who shall have it has as many as the limits allow (`too-many-claims`).
 * @example
 * ```ts
 * import { createRelay, type HandleClaims } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * const claims: HandleClaims = room.claims
 * for (const { key } of claims.get()) claims.give(key, null)
 * await relay.close()
 * ```
 */
export interface HandleClaims {
  /** All keys that are held, in the order of the keys. */
  readonly get: () => readonly HeldClaim[]
  /** Gives a key to the tab with a clientID, whoever has it, or takes it away from everybody (null). */
  readonly give: (key: string, clientId: number | null, options?: ActOptions) => void
}

/**
 * A version of a document, as `GET /api/rooms/:room/versions` tells it.
 *
 * @example
 * ```ts
 * import type { KeptVersion } from 'homeroom/server'
 *
 * export const shown = ({ name, atMs }: KeptVersion) => name ?? new Date(atMs).toLocaleString()
 * ```
 */
export interface KeptVersion {
  readonly id: string
  /** Null where nobody has named it. */
  readonly name: string | null
  /** Why it was made: by somebody (`hand`), by the schedule, or before a document was restored or put in. */
  readonly cause: 'hand' | 'schedule' | 'restore' | 'import'
  /** In ms since 1970. */
  readonly atMs: number
  /** The verified id of the person who had it made; null for none. */
  readonly by: string | null
  /** The size of its document as an update, in bytes. */
  readonly bytes: number
  /** What it takes in the store, in bytes. */
  readonly storedBytes: number
  /** The epoch of the room when it was made. */
  readonly epoch: string
}

/**
 * Which name a version gets, and whom it is made by.
 *
 * @example
 * ```ts
 * import type { CreateVersionOptions } from 'homeroom/server'
 *
 * export const named: CreateVersionOptions = { name: 'Before the exam', by: { id: 'bot' } }
 * ```
 */
export interface CreateVersionOptions extends ActOptions {
  /** Null, or left out, is none. */
  readonly name?: string | null
}

/**
 * A run of a text or a list, from left to right. Values of a text are its characters and what is embedded in it.
 *
 * @example
 * ```ts
 * import type { VersionChangePart } from 'homeroom/server'
 *
 * export const isKept = (part: VersionChangePart) => 'kept' in part
 * ```
 */
export type VersionChangePart =
  | {
      /** So many characters or values stay. */
      readonly kept: number
      /** How they are formatted otherwise. */
      readonly attributes?: Readonly<Record<string, Json>>
    }
  | { readonly added: string | readonly Json[] }
  | { readonly removed: string | readonly Json[] }

/**
 * What has changed in one place of a document, as `GET /api/rooms/:room/versions/:id/diff` tells it.
 *
 * @example
 * ```ts
 * import type { VersionChange } from 'homeroom/server'
 *
 * export const placeOf = ({ path }: VersionChange) => path.join(' › ')
 * ```
 */
export type VersionChange = {
  /** The name of a root type, and then keys of maps, and places in lists as they are afterwards. */
  readonly path: readonly (string | number)[]
} & (
  | { readonly type: 'text' | 'list'; readonly parts: readonly VersionChangePart[] }
  | {
      readonly type: 'value'
      /** Left out where nothing is there any more. */
      readonly added?: Json
      /** Left out where nothing was there. */
      readonly removed?: Json
    }
)

/**
 * The versions of the room's document (docs/server/versions.md).
 *
 * @throws RoomError (each rejects): `not-found` where the store keeps no versions, or there is none of that id; `busy`,
 * `precondition-failed`, `body-too-large` as the HTTP API says them. It rejects as the store does, where that fails.
 * @example
 * ```ts
 * import { createRelay, type HandleVersions } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('lesson')
 * await room.transact((doc) => doc.getText('text').insert(0, 'Hi'))
 * const versions: HandleVersions = room.versions
 * const { id } = await versions.create({ name: 'Before the exam' })
 * await versions.restore(id)
 * await relay.close()
 * ```
 */
export interface HandleVersions {
  /** All of them, the latest first. */
  readonly list: () => Promise<readonly KeptVersion[]>
  /** Keeps what is in the room now, until it is deleted. */
  readonly create: (options?: CreateVersionOptions) => Promise<KeptVersion>
  /** The document of a version, as one Yjs update. */
  readonly read: (id: string) => Promise<Uint8Array>
  /** Names a version, or takes its name away. */
  readonly rename: (id: string, name: string | null) => Promise<KeptVersion>
  /** Deletes a version. */
  readonly remove: (id: string) => Promise<void>
  /** What was added and taken away from a version to another one, or, without `to`, to what is in the room now. */
  readonly difference: (from: string, to?: string) => Promise<readonly VersionChange[]>
  /**
   * Gives the room the content of a version by an edit that everyone is told of; nobody is sent away. True where that changed
   * something: then what was there before is a version, too.
   */
  readonly restore: (id: string, options?: ActOptions) => Promise<boolean>
}

/** A document as JSON, by the names of its root types. */
export type DocumentJson = Readonly<
  Record<string, { readonly type: 'text' | 'array' | 'map' | 'xml' | 'unknown'; readonly value: Json }>
>

/**
 * A room in the hands of server code, which keeps it in memory until `close()`. It acts as somebody in the room does: counted by the
 * limits, told to everyone, written down.
 *
 * Where the room is deleted or replaced, or has failed, the handle is over: `on('end')` tells it, and everything else throws a
 * {@link RoomError}. `relay.room` gives a new one.
 *
 * @example
 * ```ts
 * import { createRelay } from 'homeroom/server'
 *
 * const relay = createRelay()
 * const room = await relay.room('school/7b')
 * await room.transact((doc) => doc.getText('board').insert(0, 'Welcome!'))
 * console.log(await room.read((doc) => doc.getText('board').toString()))
 * await room.close()
 * await relay.close()
 * ```
 */
export interface RoomHandle extends AsyncDisposable {
  /** The name of the room. */
  readonly id: string
  /** The epoch of the room: the life of its document between two replacements. */
  readonly epoch: string
  /** The clientId of this handle in presence, by which signals name it. */
  readonly clientId: number
  /**
   * Edits the document in one transaction, and settles with what `change` gives once that is stored. `change` is given a copy: what it
   * writes there is taken, or refused, as the update of a client. It is not async, and keeps nothing of `doc`. Where it throws,
   * nothing is changed, and this rejects with that.
   *
   * @throws RoomError (rejects) where it is refused: `document-too-large`, `role-forbidden` and others.
   */
  readonly transact: <Value>(change: (doc: Y.Doc) => Value, options?: ActOptions) => Promise<Value>
  /**
   * Merges a Yjs update, and settles once it is stored: with `whole`, or with `in-part` where some of it waits for an update that has
   * not come.
   *
   * @throws RoomError (rejects) where it is refused: `bad-update`, `document-too-large` and others.
   */
  readonly update: (update: Uint8Array, options?: ActOptions) => Promise<'whole' | 'in-part'>
  /**
   * Gives what `look` gives of a copy of the document, which it does not change.
   *
   * @throws RoomError (rejects) `read-only` where it does.
   */
  readonly read: <Value>(look: (doc: Y.Doc) => Value) => Promise<Value>
  /** The document as one Yjs update. */
  readonly snapshot: () => Promise<Uint8Array>
  /** The document as JSON, as the HTTP API gives it. The type of each root is guessed from what it holds. */
  readonly json: () => Promise<DocumentJson>
  /** The people in the room. */
  readonly presence: HandlePresence
  /** The keys that one person at a time holds. */
  readonly claims: HandleClaims
  /** Versions of the document. */
  readonly versions: HandleVersions
  /** The chat. */
  readonly chat: HandleChat
  /** The timer, the person who is called on, the check. */
  readonly lesson: HandleLesson
  /** Signals. */
  readonly signals: HandleSignals
  /** Calls `told` with each event of a name, in order; what it throws is logged, and nothing else. Gives what ends that. */
  readonly on: <Name extends RoomEventName>(
    name: Name,
    told: (news: RoomEvents[Name]) => unknown,
  ) => () => void
  /** Lets the room go, and takes the presence of this handle away. Edits that are in the document are still stored; one that is not yet is refused. Twice is once. */
  readonly close: () => Promise<void>
}
