import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { may, type RoomId, SYNC, TEXT_RULES, UPDATE_BYTES, writeSync } from '../shared/index.ts'
import * as TYPE from '../shared/message-types.ts'
import { Offering } from './connection/offering.ts'
import { UploadEstimate } from './connection/upload-estimate.ts'
import { DocumentChanges } from './document/changes.ts'
import { DocumentCopy } from './document/copy.ts'
import { OutgoingUpdates } from './document/outgoing.ts'
import { SavedCounter } from './document/saved.ts'
import { savedNow } from './document/saved-now.ts'
import { seeded } from './document/seed.ts'
import { DocumentSync } from './document/sync.ts'
import { type Environment, systemEnvironment } from './environment.ts'
import { fencedEnvironment } from './fence.ts'
import { awarenessRules } from './presence/awareness-rules.ts'
import { writeStates } from './presence/awareness-writer.ts'
import { listenToStock } from './presence/stock-presence.ts'
import { RoomYjsProvider } from './provider.ts'
import type { RegisteredPresence, RegisteredSignals } from './register.ts'
import { withAccess } from './relay-access.ts'
import type { Room, RoomOptions } from './room-api.ts'
import { RoomCore } from './room-core.ts'
import { checkedRoom, DOCUMENT_CHECKS, PRESENCE_CHECKS } from './room-options.ts'
import { ShownReactions } from './signals/reactions.ts'
import { RoomSignals } from './signals/signals.ts'
import { readonly } from './store.ts'

/**
 * Joins a room. The room is there at once; the connection comes, goes and comes back by itself.
 *
 * @param url - the relay, as `wss://rooms.example`, or as `https:`; in a page also a path of its own server, as `/rooms`.
 * @param room - the room's id, as `school/7b`.
 * @throws TypeError where `room` is no room id, `url` is no URL of a relay or has a query, an option is unknown or of the
 * wrong type, another room has the `awareness`, or `presence` is too large; it says what is wrong.
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
export const joinRoom = <Own extends object = RegisteredPresence, Kinds extends object = RegisteredSignals>(
  url: string,
  room: string,
  options: RoomOptions<NoInfer<Own>> = {},
): Room<Own, Kinds> => {
  const place = checkedRoom(url, room, options, { ...PRESENCE_CHECKS, ...DOCUMENT_CHECKS })
  const doc = options.doc ?? options.awareness?.doc
  if (options.awareness && options.awareness.doc !== doc)
    throw new TypeError('The option awareness is of another document than the option doc.')
  if (doc !== undefined && !(doc instanceof Y.Doc)) throw new TypeError(OTHER_YJS)
  if (options.awareness && awarenessInUse.has(options.awareness))
    throw new TypeError('The option awareness is of another room.')
  const given = options as RoomOptions
  return new JoinedRoom(place.url, place.room, given).start(given) as Room<Own, Kinds>
}

/**
 * Thrown, and not only warned of: such a document looks as if it worked, and shows nothing of what others write into a text.
 */
const OTHER_YJS =
  'The document is of another copy of Yjs than Homeroom loads, and would not show what others write. Have one copy ' +
  '(`npm ls yjs` lists them), or use room.doc.'

/** Those that rooms have now: each room would say of itself, and of the others, what the other one does not know. */
const awarenessInUse = new WeakSet<Awareness>()

/** Puts a document beside what every room has, in the order in which the parts are told of the connection. */
class JoinedRoom {
  readonly #environment: Environment
  readonly #doc: Y.Doc
  readonly #awareness: Awareness
  readonly #saved: SavedCounter
  readonly #copy: DocumentCopy
  readonly #core: RoomCore
  readonly #sync: DocumentSync
  readonly #changes: DocumentChanges

  constructor(url: string, room: RoomId, options: RoomOptions) {
    const environment = fencedEnvironment(options.environment ?? systemEnvironment())
    const { report } = environment
    const awareness = options.awareness ?? new Awareness(options.doc ?? new Y.Doc())
    const { doc } = awareness
    this.#environment = environment
    this.#doc = doc
    this.#awareness = awareness
    this.#saved = new SavedCounter(doc, report)
    this.#copy = new DocumentCopy({
      url,
      room,
      doc,
      isOffline: options.offline === true,
      environment,
      saved: this.#saved,
      connection: () => this.#core.connection,
      leave: (cause) => this.#core.leave(cause),
    })
    this.#core = this.#makeCore(url, room, options)
    this.#sync = this.#makeSync()
    this.#changes = new DocumentChanges({
      doc,
      tell: (update, origin) => this.#changed(update, origin),
      isOfRelay: (origin) => origin === this.#sync,
      renamed: () => this.#renamed(),
      report,
    })
  }

  start({ awareness, doc = awareness?.doc, presence }: RoomOptions): Room {
    awarenessInUse.add(this.#awareness)
    const ends = [
      // An Awareness of the app's own goes on without the people of this room.
      { stop: () => (awareness ? this.#core.presence.lost() : this.#awareness.destroy()) },
      { stop: () => awarenessInUse.delete(this.#awareness) },
    ]
    if (doc === undefined) ends.unshift({ stop: () => this.#doc.destroy() })
    this.#core.start(presence, [...ends, this.#copy, this.#saved], [this.#sync, this.#changes])
    this.#copy.start()
    return this.#facade()
  }

  #makeCore(url: string, room: RoomId, options: RoomOptions): RoomCore {
    const saved = this.#saved
    const core = new RoomCore({
      url,
      room,
      options,
      environment: this.#environment,
      awareness: this.#awareness,
      write: (said) => writeStates(this.#awareness, said, this.#environment.report),
      text: TEXT_RULES,
      rules: (welcome) => awarenessRules(this.#environment.wallMs, () => welcome.get() !== null),
      offering: new Offering(),
      uploads: new UploadEstimate(this.#environment),
      query: () => (this.#copy.epoch === null ? '' : `?epoch=${encodeURIComponent(this.#copy.epoch)}`),
      question: () => writeSync(SYNC.step1, Y.encodeStateVector(this.#doc)),
      onReset: () => this.#copy.reset(),
    })
    listenToStock(core.connection, this.#awareness, (said) => core.presence.take(said))
    core.connection.listen(TYPE.saved, (body) => saved.told(body))
    core.notice.subscribe((notice) => notice?.code === 'document-too-large' && saved.refused())
    core.welcome.subscribe((welcome) => {
      if (welcome === null) return
      saved.welcome(welcome)
      this.#copy.welcome(welcome)
    })
    return core
  }

  #makeSync(): DocumentSync {
    const { connection, fault, protocol } = this.#core
    return new DocumentSync({
      doc: this.#doc,
      channel: connection,
      outgoing: new OutgoingUpdates({
        doc: this.#doc,
        channel: connection,
        counter: this.#saved,
        environment: this.#environment,
        updateBytes: () => protocol.welcome?.limits.updateBytes ?? UPDATE_BYTES,
        onTooLarge: (tooLarge) => this.#saved.tooLarge(tooLarge),
      }),
      // Where no relay says so, it has the rights of a member.
      mayWrite: () => may(protocol.welcome?.identity ?? { role: 'member' }, 'write'),
      onCompared: (isMore) => this.#saved.compared(isMore),
      onSynced: () => connection.synced(),
      onFault: fault,
      report: this.#environment.report,
    })
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
    const { connection, presence, view } = this.#core
    presence.renamed(this.#doc.clientID)
    view.renamed()
    connection.renew()
  }

  #facade(): Room {
    const { connection, self, welcome } = this.#core
    const awareness = this.#awareness
    const copy = this.#copy
    const { report } = this.#environment
    const signals = new RoomSignals(this.#core)
    const room: Room = {
      ...this.#core.facade(),
      signals: signals.facade,
      reactions: new ShownReactions(this.#core, signals).facade(),
      doc: this.#doc,
      awareness,
      provider: new RoomYjsProvider({ awareness, connection, self, report }),
      saved: savedNow(this.#saved.value, () => this.#changes.isBehind),
      offline: readonly(copy.offline),
      copy: {
        export: () => copy.export(),
        isKept: () => !this.#changes.isBehind && copy.isKept(),
        push: () => copy.push(),
        drop: () => copy.drop(),
      },
      seed: (fill) => seeded(fill, { doc: this.#doc, status: connection.status, welcome }),
    }
    return withAccess(room, () => this.#core.access)
  }
}
