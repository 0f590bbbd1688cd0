import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { may, type RoomId, type Rules, UPDATE_BYTES, type Welcome } from '../shared/index.ts'
import { Connection } from './connection/connection.ts'
import { type Notice, ProtocolV1 } from './connection/protocol-v1.ts'
import type { TokenSource } from './connection/token.ts'
import { DocumentChanges } from './document/changes.ts'
import { DocumentCopy } from './document/copy.ts'
import { OutgoingUpdates } from './document/outgoing.ts'
import { SavedCounter } from './document/saved.ts'
import { savedNow } from './document/saved-now.ts'
import { seeded } from './document/seed.ts'
import { DocumentSync } from './document/sync.ts'
import { type Environment, systemEnvironment } from './environment.ts'
import { fenced, fencedEnvironment } from './fence.ts'
import type { Part } from './part.ts'
import { watchAway } from './presence/away.ts'
import { PeopleView } from './presence/people-view.ts'
import { PresenceChannel } from './presence/presence-channel.ts'
import { type OwnPresence, OwnSelf } from './presence/self.ts'
import { RoomYjsProvider } from './provider.ts'
import type { Room, RoomOptions } from './room-api.ts'
import { readJoin } from './room-options.ts'
import { ShownReactions } from './signals/reactions.ts'
import { RoomSignals } from './signals/signals.ts'
import { readonly, Store } from './store.ts'

/**
 * Joins a room. The room is there at once; the connection comes, goes and comes back by itself.
 *
 * @param url - the relay, as `wss://rooms.example`, or as `https:`; in a page also a path of its own server, as `/rooms`.
 * @param room - the room's id, as `school/7b`.
 * @throws TypeError where `room` is no room id, `url` is no URL of a relay or has a query, an option is unknown or of the
 * wrong type, or `presence` is too large; it says what is wrong.
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * const room = joinRoom('wss://rooms.example', 'school/7b', { presence: { name: 'Ada', x: 0.5, y: 0.5 } })
 * room.people.subscribe((people) => console.log(people.map(({ name }) => name)))
 * room.doc.getText('notes').insert(0, 'Hello')
 * room.leave()
 * ```
 */
export const joinRoom = (url: string, room: string, options: RoomOptions = {}): Room => {
  const place = readJoin(url, room, options)
  return new JoinedRoom(place.url, place.room, options).start(options.presence)
}

/** Puts the parts of a room together, in the order in which they are told of the connection. */
class JoinedRoom {
  readonly #parts: Part[] = []
  readonly #environment: Environment
  readonly #welcome: Store<Welcome | null>
  readonly #notice: Store<Notice | null>
  readonly #rules: Store<Rules>
  readonly #doc: Y.Doc
  readonly #awareness: Awareness
  readonly #self: OwnSelf
  readonly #view: PeopleView
  readonly #saved: SavedCounter
  readonly #copy: DocumentCopy
  readonly #connection: Connection
  readonly #protocol: ProtocolV1
  readonly #sync: DocumentSync
  readonly #changes: DocumentChanges
  readonly #signals: RoomSignals
  readonly #reactions: ShownReactions
  readonly #presence: PresenceChannel
  #isLeft = false
  #cause: 'dropped' | undefined

  constructor(url: string, room: RoomId, options: RoomOptions) {
    const { space = 'free', throttleMs = 50 } = options
    const environment = fencedEnvironment(options.environment ?? systemEnvironment())
    const { report } = environment
    const awareness = options.awareness ?? new Awareness(options.doc ?? new Y.Doc())
    const { doc } = awareness
    this.#environment = environment
    this.#doc = doc
    this.#awareness = awareness
    this.#welcome = new Store<Welcome | null>(null, report)
    this.#notice = new Store<Notice | null>(null, report)
    this.#rules = new Store<Rules>({ follow: null, reactionsMuted: false, locked: false }, report)
    this.#self = new OwnSelf({ awareness, space, report })
    this.#view = new PeopleView({
      awareness,
      self: this.#self.value,
      isPresent: this.#self.isPresent,
      space,
      environment,
      verifies: () => this.#welcome.get()?.verifies === true,
      hasLeft: (clientId) => this.#presence.hasLeft(clientId),
    })
    this.#saved = new SavedCounter(doc, report)
    this.#copy = this.#makeCopy(url, room, options.offline === true)
    this.#connection = this.#makeConnection(url, room, options.token)
    this.#protocol = this.#makeProtocol()
    this.#sync = this.#makeSync()
    this.#changes = new DocumentChanges({
      doc,
      tell: (update, origin) => this.#changed(update, origin),
      isOfRelay: (origin) => origin === this.#sync,
      renamed: () => this.#renamed(),
      report,
    })
    this.#signals = new RoomSignals({
      channel: this.#connection,
      welcome: () => this.#protocol.welcome,
      people: this.#view.lists.people.get,
      report,
    })
    this.#reactions = this.#makeReactions()
    this.#presence = new PresenceChannel({
      awareness,
      channel: this.#connection,
      environment,
      throttleMs,
      isPresent: this.#self.isPresent.get,
      isWelcome: () => this.#protocol.welcome !== null,
      stamps: () => this.#self.stamps(),
      onSnapshot: () => this.#view.settle(),
      onFault: (code, text) => this.#notice.set({ code, text }),
    })
    this.#parts.push(...this.#inOrder(options))
  }

  /** The parts, each before those that build on it. */
  #inOrder({ awareness, doc = awareness?.doc }: RoomOptions): Part[] {
    return [
      ...(doc === undefined ? [{ stop: () => this.#doc.destroy() }] : []),
      { stop: () => (awareness ? this.#presence.lost() : this.#awareness.destroy()) },
      this.#self,
      this.#view,
      this.#copy,
      { stop: () => this.#connection.leave(this.#cause) },
      this.#saved,
      this.#protocol,
      this.#sync,
      this.#changes,
      this.#signals,
      this.#reactions,
      this.#presence,
      { stop: watchAway(this.#environment, (away) => this.#self.away(away)) },
    ]
  }

  /** Begins, with what is to be seen of this client from the start. */
  start(presence: Partial<OwnPresence> | undefined): Room {
    try {
      if (presence !== undefined) this.#self.set(presence)
    } catch (error) {
      this.#leave()
      throw error
    }
    this.#copy.start()
    return this.#facade()
  }

  #leave(cause?: 'dropped'): void {
    if (this.#isLeft) return
    this.#isLeft = true
    this.#cause = cause
    for (const part of this.#parts.toReversed()) fenced(this.#environment.report, () => part.stop?.())
  }

  #makeCopy(url: string, room: RoomId, isOffline: boolean): DocumentCopy {
    return new DocumentCopy({
      url,
      room,
      doc: this.#doc,
      isOffline,
      environment: this.#environment,
      saved: this.#saved,
      connection: () => this.#connection,
      leave: (cause) => this.#leave(cause),
    })
  }

  #makeConnection(url: string, room: RoomId, token: TokenSource | undefined): Connection {
    return new Connection({
      url,
      room,
      token,
      environment: this.#environment,
      parts: this.#parts,
      epoch: () => this.#copy.epoch,
      ask: () => this.#protocol.ask(() => Y.encodeStateVector(this.#doc)),
      onToken: (next) => this.#protocol.refresh(next),
      onReset: () => this.#copy.reset(),
    })
  }

  #makeProtocol(): ProtocolV1 {
    return new ProtocolV1(this.#connection, this.#environment, {
      onWelcome: (next, before) => this.#welcomed(next, before),
      // Told at once: a hand that goes up again within the throttle's time would be no change to the relay.
      onStamps: (stamps) => this.#self.confirm(stamps) && this.#presence.flush(),
      onNotice: (notice) => {
        if (notice.code === 'reactions-muted') this.#reactions.retract()
        if (notice.code === 'no-entry') this.#presence.announce()
        if (notice.code === 'document-too-large') this.#saved.refused()
        this.#notice.set(notice)
      },
      onSignals: (signals) => this.#reactions.take(this.#signals.take(signals)),
      onSaved: (body) => this.#saved.told(body),
    })
  }

  #makeSync(): DocumentSync {
    return new DocumentSync({
      doc: this.#doc,
      channel: this.#connection,
      outgoing: new OutgoingUpdates({
        doc: this.#doc,
        channel: this.#connection,
        counter: this.#saved,
        environment: this.#environment,
        updateBytes: () => this.#protocol.welcome?.limits.updateBytes ?? UPDATE_BYTES,
        onTooLarge: (tooLarge) => this.#saved.tooLarge(tooLarge),
      }),
      mayWrite: () => may(this.#protocol.welcome?.identity.role ?? 'member', 'write'),
      onCompared: (isMore) => this.#saved.compared(isMore),
      onSynced: () => this.#connection.synced(),
      onFault: (code, text) => this.#notice.set({ code, text }),
      report: this.#environment.report,
    })
  }

  #makeReactions(): ShownReactions {
    return new ShownReactions({
      signals: this.#signals,
      environment: this.#environment,
      serverMs: () => this.#protocol.serverMs(),
      own: () => {
        const person = this.#view.lists.people.get().find(({ isSelf }) => isSelf)
        return { key: person?.key ?? `client:${this.#awareness.clientID}`, name: person?.name ?? null }
      },
    })
  }

  #welcomed(next: Welcome, before: Welcome | null): void {
    this.#welcome.set(next)
    this.#saved.welcome(next)
    this.#copy.welcome(next)
    if (JSON.stringify(next.rules) !== JSON.stringify(this.#rules.get())) this.#rules.set(next.rules)
    this.#self.identify(next.identity)
    // Another role may be present where the one before was not heard.
    if (before !== null && before.identity.role !== next.identity.role) this.#presence.announce()
  }

  /** The document has changed: counted first, so that an edit is known when the message that carries it is sent. */
  #changed(update: Uint8Array, origin: unknown): void {
    const source = origin === this.#sync ? null : this.#copy.sourceOf(origin)
    if (source !== null) {
      this.#saved.changed(source)
      this.#sync.send(update)
    }
    this.#copy.changed(update, origin, source === 'own')
  }

  /** Somebody else writes by the clientID that this document had: presence follows the new one, on a socket of its own. */
  #renamed(): void {
    this.#saved.doubt()
    this.#presence.renamed()
    this.#view.renamed()
    this.#connection.renew()
  }

  #facade(): Room {
    const { people, others, hands } = this.#view.lists
    const awareness = this.#awareness
    const copy = this.#copy
    const { report } = this.#environment
    return {
      doc: this.#doc,
      awareness,
      provider: new RoomYjsProvider({ awareness, connection: this.#connection, self: this.#self, report }),
      self: { ...readonly(this.#self.value), set: this.#self.set },
      others: readonly(others),
      people,
      hands: readonly(hands),
      status: readonly(this.#connection.status),
      saved: savedNow(this.#saved.value, () => this.#changes.isBehind),
      offline: readonly(copy.offline),
      copy: { export: () => copy.export(), push: () => copy.push(), drop: () => copy.drop() },
      seed: (fill) =>
        seeded(fill, { doc: this.#doc, status: this.#connection.status, welcome: this.#welcome }),
      welcome: readonly(this.#welcome),
      notice: readonly(this.#notice),
      signals: { send: this.#signals.send, on: this.#signals.on },
      reactions: { ...readonly(this.#reactions.shown), send: this.#reactions.send },
      rules: readonly(this.#rules),
      serverMs: () => this.#protocol.serverMs(),
      reconnect: () => this.#connection.connect(),
      leave: () => this.#leave(),
    }
  }
}
