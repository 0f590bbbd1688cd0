import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type RoomId, SYNC, TEXT_RULES, UPDATE_BYTES, writeSync } from '../shared/index.ts'
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
import { readStock } from './presence/stock-presence.ts'
import { RoomYjsProvider } from './provider.ts'
import type { RegisteredPresence, RegisteredSignals } from './register.ts'
import type { Room, RoomOptions } from './room-api.ts'
import { RoomCore } from './room-core.ts'
import { checkedRoom, DOCUMENT_CHECKS, PRESENCE_CHECKS } from './room-options.ts'
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
  'The document is of another copy of Yjs than that of Homeroom: it would not show what others write. `npm ls yjs` lists the copies: ' +
  'have one (resolve.dedupe of your bundler, import("yjs")), or use room.doc.'

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

  start({ awareness, doc = awareness?.doc }: RoomOptions): Room {
    awarenessInUse.add(this.#awareness)
    const ends = [
      { stop: () => (awareness ? this.#core.forgetOthers() : this.#awareness.destroy()) },
      { stop: () => awarenessInUse.delete(this.#awareness) },
    ]
    if (doc === undefined) ends.unshift({ stop: () => this.#doc.destroy() })
    this.#core.start([...ends, this.#copy, this.#saved], [this.#sync, this.#changes])
    this.#copy.start()
    return this.#facade()
  }

  #makeCore(url: string, room: RoomId, options: RoomOptions): RoomCore {
    return new RoomCore({
      url,
      room,
      options,
      environment: this.#environment,
      awareness: this.#awareness,
      text: TEXT_RULES,
      readStock,
      offering: new Offering(),
      uploads: new UploadEstimate(this.#environment),
      query: () => (this.#copy.epoch === null ? '' : `?epoch=${encodeURIComponent(this.#copy.epoch)}`),
      question: () => writeSync(SYNC.step1, Y.encodeStateVector(this.#doc)),
      onReset: () => this.#copy.reset(),
      onWelcome: (welcome) => {
        this.#saved.welcome(welcome)
        this.#copy.welcome(welcome)
      },
      onNotice: (code) => code === 'document-too-large' && this.#saved.refused(),
      onSaved: (body) => this.#saved.told(body),
    })
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
      mayWrite: () => protocol.may('write'),
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
    this.#core.renamed(this.#doc.clientID)
  }

  #facade(): Room {
    const { connection, self, welcome } = this.#core
    const awareness = this.#awareness
    const copy = this.#copy
    const { report } = this.#environment
    return {
      ...this.#core.facade(),
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
  }
}
