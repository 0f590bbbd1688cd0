import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Rules, Space, Welcome } from '../shared/index.ts'
import type { Notice } from './connection/protocol-v1.ts'
import type { Status } from './connection/status.ts'
import type { TokenSource } from './connection/token.ts'
import type { Copy } from './document/copy.ts'
import type { OfflineState } from './document/offline-copy.ts'
import type { Saved } from './document/saved.ts'
import type { Seeded } from './document/seed.ts'
import type { Environment } from './environment.ts'
import type { Person } from './presence/people.ts'
import type { Other, People } from './presence/people-lists.ts'
import type { PresenceChange, Self } from './presence/self.ts'
import type { YjsProvider } from './provider.ts'
import type { RegisteredPresence, RegisteredSignals } from './register.ts'
import type { Reactions } from './signals/reactions.ts'
import type { Signals } from './signals/signals.ts'
import type { ReadonlyStore } from './store.ts'

/** How a room is joined; nothing of it has to be given. */
export interface RoomOptions<Own extends object = RegisteredPresence> {
  /** A JWT, or a function that gets one; called only when one is needed. Without it this client is anonymous. */
  readonly token?: TokenSource
  /** Own presence from the start. */
  readonly presence?: PresenceChange<Own>
  /** `free` (default) leaves x and y as they are, `unit` clamps them to 0..1; the relay's own default is `free`, too. */
  readonly space?: Space
  /** At most one message of own presence in this many ms; 50 by default. 16 is what a display shows; a large room takes fewer. */
  readonly throttleMs?: number
  /** A document that is there already; else it is that of `awareness`, or the room makes one, and destroys it on `leave`. */
  readonly doc?: Y.Doc
  /**
   * An Awareness that is there already, of the room's document; else the room makes one. On `leave` it stays, with this client's
   * own state in it and nobody else's.
   */
  readonly awareness?: Awareness
  /**
   * Keeps the document in this browser (IndexedDB): it opens without a network, and what is done then is merged on the
   * return; false by default. Everyone who uses the browser later can read it: see {@link Copy.drop}.
   */
  readonly offline?: boolean
  /** Where the client runs; the page, or Node, by default. */
  readonly environment?: Environment
}

/**
 * A room that this client is in, or is on its way into. Each store in it can be read now and listened to. `OwnPresence` and
 * `OwnSignals` are what the app adds to presence and signals: see {@link Register}.
 *
 * @example
 * ```ts
 * import type { Room } from 'homeroom/client'
 *
 * export const names = (room: Room): string[] => room.people.get().map(({ name }) => name ?? 'somebody')
 * ```
 */
export interface Room<
  OwnPresence extends object = RegisteredPresence,
  OwnSignals extends object = RegisteredSignals,
> {
  /** The document of the room: write into it with Yjs. */
  readonly doc: Y.Doc
  /**
   * A plain Awareness, for editor bindings. As long as nothing is in it, and nothing was said by `self`, nobody sees this client
   * among the people. What was said by `self` stays when a binding sets a whole state of its own.
   */
  readonly awareness: Awareness
  /** The room in the shape of a Yjs provider, for editors that take one; Lexical takes that of `homeroom/lexical`. */
  readonly provider: YjsProvider
  /** This client's own presence. */
  readonly self: Self<OwnPresence>
  /** Every other tab. */
  readonly others: ReadonlyStore<readonly Other<OwnPresence>[]>
  /** Everyone, this client too: tabs of one verified person are one. */
  readonly people: People<OwnPresence>
  /** The people whose hand is up, first come first. */
  readonly hands: ReadonlyStore<readonly Person<OwnPresence>[]>
  /** How it stands between this client and the room. */
  readonly status: ReadonlyStore<Status>
  /** How far what was done here has come. What other tabs of this browser did counts, too, but is not in `pending`. */
  readonly saved: ReadonlyStore<Saved>
  /** Whether the document is kept in this browser. */
  readonly offline: ReadonlyStore<OfflineState>
  /** What is held of the room; after `room-reset` it is pushed or dropped. */
  readonly copy: Copy
  /**
   * Gives an empty room its first content, once, however many clients do so at the same moment. `fill` writes into a document
   * of its own, and has to make the same on each client and each call: no times, no random ids. What it makes has a fixed
   * clientID, taken from the content, so that Yjs merges it with the same of another client to one. It waits until the room is
   * `connected`, and until this client may write; where somebody else has filled the room by then, nothing is written.
   *
   * Settles with `filled` where this client has written it (others may say so, too), `not-needed` where there was something.
   * While the room cannot be reached, or is empty and may only be read, it waits; after `leave` it never settles.
   *
   * @throws TypeError (rejects) where `fill` is no function, or makes something else at each call; and what `fill` throws.
   * @example
   * ```ts
   * import { joinRoom } from 'homeroom/client'
   *
   * const room = joinRoom('ws://127.0.0.1:1234', 'lesson')
   * await room.seed((doc) => doc.getText('notes').insert(0, 'Today:'))
   * room.leave()
   * ```
   */
  seed(fill: (doc: Y.Doc) => void): Promise<Seeded>
  /** What the relay said when it let this client in; null before, and with a relay of another make. */
  readonly welcome: ReadonlyStore<Welcome | null>
  /** The last thing that was refused, and why; null before. */
  readonly notice: ReadonlyStore<Notice | null>
  /** Signals: told to the people who are there, and kept nowhere. */
  readonly signals: Signals<OwnSignals, OwnPresence>
  /** The emojis that people have sent in the last 4 s. */
  readonly reactions: Reactions
  /** What hosts have ordered, as the relay said last. */
  readonly rules: ReadonlyStore<Rules>
  /** The relay's wall clock, in ms since 1970: what `handAt` is measured by. */
  serverMs(): number
  /** Tries to connect now, after `closed` too. */
  reconnect(): void
  /**
   * Says goodbye and ends everything that the room holds; a second call does nothing. It always finishes: what a listener
   * throws meanwhile is reported by {@link Environment.report}.
   */
  leave(): void
}

/** How a room is joined without its document; nothing of it has to be given. */
export type PresenceOptions<Own extends object = RegisteredPresence> = Pick<
  RoomOptions<Own>,
  'token' | 'presence' | 'space' | 'throttleMs' | 'environment'
>

/**
 * A room without its document: the people in it. What each part does is said at {@link Room}; `signalsOf` and `reactionsOf` of
 * `homeroom/presence` give its signals and reactions.
 *
 * @example
 * ```ts
 * import type { PresenceRoom } from 'homeroom/presence'
 *
 * export const names = (room: PresenceRoom): string[] => room.people.get().map(({ name }) => name ?? 'somebody')
 * ```
 */
export type PresenceRoom<Own extends object = RegisteredPresence> = Omit<
  Room<Own>,
  'doc' | 'awareness' | 'provider' | 'saved' | 'offline' | 'copy' | 'seed' | 'signals' | 'reactions'
>
