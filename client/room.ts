import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { MESSAGES, parseRoomId, type Rules, type Space, type Welcome } from '../shared/index.ts'
import { type Connection, createConnection } from './connection/connection.ts'
import { createSession, type Notice } from './connection/protocol-v1.ts'
import type { Status } from './connection/status.ts'
import type { TokenSource } from './connection/token.ts'
import { type Copy, createCopy } from './document/copy.ts'
import type { OfflineState } from './document/offline-copy.ts'
import type { Saved } from './document/saved.ts'
import { type Environment, systemEnvironment } from './environment.ts'
import type { AwarenessChange } from './presence/awareness-writer.ts'
import { watchAway } from './presence/away.ts'
import type { Person } from './presence/people.ts'
import { createPresenceChannel } from './presence/presence-channel.ts'
import { createLists, type Other, type People } from './presence/published-lists.ts'
import { readState } from './presence/read-state.ts'
import { createRoster, type Tab } from './presence/roster.ts'
import { createSelf, type OwnPresence, type Self } from './presence/self.ts'
import { createReactions, type Reactions } from './signals/reactions.ts'
import { createSignals, type Signals } from './signals/signals.ts'
import { createValue, type Readable } from './store.ts'

export interface RoomOptions {
  /** A JWT, or a function that gets one; called only when one is needed. */
  readonly token?: TokenSource
  /** Own presence from the start. */
  readonly presence?: Partial<OwnPresence>
  /** `unit` (default) clamps x and y to 0..1, `free` leaves them. */
  readonly space?: Space
  /** At most one frame of own presence in this many ms; 50 by default. */
  readonly throttleMs?: number
  /** A document that is there already; else the room makes one, and destroys it on `leave`. */
  readonly doc?: Y.Doc
  /**
   * Keeps the document in this browser (IndexedDB): it opens without a network, and what is done then is merged on the
   * return. Whoever uses the browser after somebody can read it: see {@link Copy.drop}.
   */
  readonly offline?: boolean
  /** Where the client runs; the page, or Node, by default. */
  readonly environment?: Environment
}

/** A room that this client is in, or is on its way into. */
export interface Room {
  readonly doc: Y.Doc
  /** A plain Awareness, for editor bindings. */
  readonly awareness: Awareness
  readonly self: Self
  /** Every other tab. */
  readonly others: Readable<readonly Other[]>
  /** Everyone, this client too: tabs of one verified person are one. */
  readonly people: People
  /** Whose hand is up, first come first. */
  readonly hands: Readable<readonly Person[]>
  readonly status: Readable<Status>
  /** How far what was done here has come. What other tabs of this browser did counts, too, but is not in `pending`. */
  readonly saved: Readable<Saved>
  /** Whether the document is kept in this browser. */
  readonly offline: Readable<OfflineState>
  /** What is held of the room; after `room-reset` it is pushed or dropped. */
  readonly copy: Copy
  /** What the relay said when it let this client in; null before, and with a relay of another make. */
  readonly welcome: Readable<Welcome | null>
  /** The last thing that the relay refused, and why. */
  readonly notice: Readable<Notice | null>
  /** Events that are told to who is there, and kept nowhere. */
  readonly signals: Signals
  /** The emojis that people have sent in the last 4 s. */
  readonly reactions: Reactions
  /** What hosts have ordered, as the relay said last. */
  readonly rules: Readable<Rules>
  /** The relay's wall clock, in ms since 1970: what `handAt` is measured by. */
  serverMs(): number
  /** Tries to connect now, after `closed` too. */
  reconnect(): void
  /** Says goodbye and ends everything that the room holds. Twice is once. */
  leave(): void
}

/**
 * Joins a room. The room is there at once; the connection comes, goes and comes back by itself.
 *
 * @throws TypeError where `room` is no room id, or `url` is no `ws:` or `wss:` URL.
 */
export const joinRoom = (url: string, room: string, options: RoomOptions = {}): Room => {
  const roomId = parseRoomId(encodeURI(room))
  if (!roomId.ok) throw new TypeError(roomId.fault.message)
  if (!/^wss?:\/\//.test(url)) throw new TypeError(`The URL of a relay begins with ws: or wss:, not ${url}`)

  const { space = 'unit', throttleMs = 50, environment = systemEnvironment() } = options
  const doc = options.doc ?? new Y.Doc()
  const awareness = new Awareness(doc)
  awareness.setLocalState(null)

  const lists = createLists(doc.clientID)
  const welcome = createValue<Welcome | null>(null)
  const notice = createValue<Notice | null>(null)
  const rules = createValue<Rules>({ follow: null, reactionsMuted: false, locked: false })
  const roster = createRoster(environment, () => publish())
  const self = createSelf({ awareness, space })
  let own: Tab = { clientId: doc.clientID, state: {}, status: 'here', changedAt: 0 }

  const publish = () =>
    lists.publish([...roster.tabs.values()], awareness.getLocalState() === null ? null : own)

  self.subscribe((presence) => {
    own = { ...own, state: { ...presence }, changedAt: roster.nextChange() }
    publish()
  })

  /** All that a frame brought is published once. */
  const heard = ({ added, updated, removed }: AwarenessChange) => {
    const isOther = (clientId: number) => clientId !== doc.clientID
    const changed = [...added, ...updated].filter(isOther)
    const gone = removed.filter(isOther)
    for (const clientId of changed) {
      const before = roster.tabs.get(clientId)?.state
      const context = { space, nowMs: environment.wallMs(), before }
      roster.set(clientId, readState(awareness.getStates().get(clientId), context))
    }
    for (const clientId of gone) roster.remove(clientId, !channel.hasLeft(clientId))
    if (changed.length + gone.length > 0) publish()
  }
  awareness.on('change', heard)

  // Before the connection: see createSaved.
  const copy = createCopy({
    url,
    room: roomId.value,
    doc,
    isOffline: options.offline === true,
    environment,
    connection: () => connection,
    leave: (cause) => leave(cause),
  })
  const connection: Connection = createConnection({
    url,
    room: roomId.value,
    doc,
    token: options.token,
    environment,
    epoch: copy.epoch,
    onFrame: copy.saved.sent,
    onReset: copy.reset,
    onOpen() {
      copy.saved.restart()
      session.opened()
      channel.opened()
    },
    onLost() {
      copy.saved.restart()
      roster.lose()
      channel.lost()
    },
    ask: () => session.ask(Y.encodeStateVector(doc)),
    onToken: (token) => session.refresh(token),
  })
  connection.listen(MESSAGES.saved.type, copy.saved.told)
  const session = createSession(connection, environment, {
    onWelcome(next, before) {
      welcome.set(next)
      copy.welcome(next)
      if (JSON.stringify(next.rules) !== JSON.stringify(rules.get())) rules.set(next.rules)
      self.identify(next.identity)
      // Another role may be present where the one before was not heard.
      if (before !== null && before.identity.role !== next.identity.role) channel.announce()
    },
    onStamps(stamps) {
      // Told at once: a hand that goes up again within the throttle's time would be no change to the relay.
      if (self.confirm(stamps)) channel.flush()
    },
    onNotice(next) {
      if (next.code === 'reactions-muted') reactions.retract()
      notice.set(next)
    },
    onSignals: (heard) => reactions.take(signals.take(heard)),
  })
  const signals = createSignals({ connection, session, people: lists.people.get })
  const reactions = createReactions({
    signals,
    timers: environment,
    serverMs: session.serverMs,
    own() {
      const person = lists.people.get().find(({ isSelf }) => isSelf)
      return { key: person?.key ?? `client:${doc.clientID}`, name: person?.name ?? null }
    },
  })
  const channel = createPresenceChannel({
    awareness,
    connection,
    timers: environment,
    throttleMs,
    isWelcome: () => session.welcome !== null,
    stamps: self.stamps,
    onSnapshot() {
      lists.settle()
      roster.settle()
    },
  })
  const stopAway = watchAway(environment, (away) => self.set({ away: away || undefined }))
  if (options.presence !== undefined) self.set(options.presence)
  copy.start()

  const leave = (cause?: 'dropped') => {
    stopAway()
    awareness.setLocalState(null)
    channel.flush()
    channel.stop()
    connection.leave(cause)
    copy.stop()
    roster.stop()
    self.stop()
    awareness.off('change', heard)
    awareness.destroy()
    if (options.doc === undefined) doc.destroy()
    lists.stop()
    signals.stop()
    reactions.stop()
  }

  return {
    doc,
    awareness,
    self: { get: self.get, subscribe: self.subscribe, set: self.set },
    others: lists.others,
    people: lists.people,
    hands: lists.hands,
    status: connection.status,
    saved: { get: copy.saved.get, subscribe: copy.saved.subscribe },
    offline: copy.offline,
    copy: { export: copy.export, push: copy.push, drop: copy.drop },
    welcome,
    notice,
    signals: { send: signals.send, on: signals.on },
    reactions: { get: reactions.get, subscribe: reactions.subscribe, send: reactions.send },
    rules,
    serverMs: session.serverMs,
    reconnect: connection.connect,
    leave: () => leave(),
  }
}
