import * as Y from 'yjs'
import type { RoomId, Welcome } from '../../shared/index.ts'
import type { Connection } from '../connection/connection.ts'
import type { Environment } from '../environment.ts'
import type { Part } from '../part.ts'
import { type ReadonlyStore, Store } from '../store.ts'
import { OfflineCopy, type OfflineState } from './offline-copy.ts'
import { isEmpty } from './open-copy.ts'
import type { SavedCounter, Source } from './saved.ts'
import { Tabs, type TabWord } from './tabs.ts'

/**
 * What is here of the room's document. Where `status` is `room-reset`, this says what is to become of it.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * const room = joinRoom('wss://rooms.example', 'school/7b', { offline: true })
 * room.status.subscribe(({ state }) => {
 *   if (state !== 'room-reset') return
 *   if (confirm('The room was replaced. Bring in what you have?')) room.copy.push()
 *   else void room.copy.drop()
 * })
 * ```
 */
export interface Copy {
  /** All of it, as a Yjs update: `Y.applyUpdate(new Y.Doc(), update)` has it. */
  export(): Uint8Array
  /**
   * True where the offline copy has all that is here, at this moment; false without one. `offline` is `ready` also during the
   * first 0.5 s of a write, so that nothing flickers with each letter: ask this before your app leaves the page.
   */
  isKept(): boolean
  /** After `room-reset`: merges it into the room as it is now, here and in the browser's other tabs. Else it does nothing. */
  push(): void
  /**
   * Forgets it and leaves the room: the offline copy is deleted, and the other tabs that share it leave, too. Join again for
   * the room as it is now, with a new document where you brought one. Settles when the offline copy is gone.
   *
   * @throws DOMException or Error (rejects) where the offline copy cannot be deleted, or not within 10 s; the room is not left
   * then.
   */
  drop(): Promise<void>
}

export interface DocumentCopyOptions {
  readonly url: string
  readonly room: RoomId
  readonly doc: Y.Doc
  readonly isOffline: boolean
  readonly environment: Environment
  readonly saved: SavedCounter
  readonly connection: () => Pick<Connection, 'status' | 'hasTold' | 'start' | 'rejoin'>
  readonly leave: (cause: 'dropped') => void
}

/** The epochs that each document was last of, by relay and room: an app may bring one again that it has left. */
const epochsByDoc = new WeakMap<Y.Doc, Map<string, string | null>>()

/** The epoch of what is here, and what becomes of it in the offline copy and in the other tabs. */
export class DocumentCopy implements Copy, Part {
  readonly #options: DocumentCopyOptions
  readonly #offline: OfflineCopy | null
  readonly #tabs: Tabs
  readonly #name: string
  #epoch: string | null
  /** The document is on its way into a room whose epoch is not known yet. */
  #isPushed = false
  #isStopped = false

  constructor(options: DocumentCopyOptions) {
    const { doc, environment } = options
    const name = `homeroom:${options.url.replace(/\/+$/, '')}/${options.room}`
    this.#options = options
    this.#name = name
    this.#epoch = epochsByDoc.get(doc)?.get(name) ?? null
    this.#offline = options.isOffline
      ? new OfflineCopy({
          name,
          doc,
          environment,
          epoch: () => this.#epoch,
          accept: (epoch) => this.#accept(epoch),
        })
      : null
    this.#tabs = new Tabs({
      name,
      doc,
      environment,
      epoch: () => this.#epoch,
      adopt: (epoch) => this.#adopt(epoch),
      onWord: (word) => this.#obey(word),
    })
  }

  /** The epoch of what is here; null where it is of none. */
  get epoch(): string | null {
    return this.#epoch
  }

  get offline(): ReadonlyStore<OfflineState> {
    return this.#offline?.state ?? new Store<OfflineState>({ state: 'off' }, this.#options.environment.report)
  }

  /** Loads the offline copy, and connects then: its epoch is told at the join. */
  start(): void {
    if (this.#offline === null) this.#begin()
    else void this.#offline.load().then(() => this.#begin())
  }

  /** Where a change came from that the relay did not bring. */
  sourceOf(origin: unknown): Source {
    // Yjs' own origin is null, and so is an offline copy that nobody asked for.
    const isNear = origin === this.#tabs.origin || (origin !== null && origin === this.#offline)
    return isNear ? 'near' : 'own'
  }

  /** A change of the document, wherever it came from: it is kept, and the other tabs are told of own ones. */
  changed(update: Uint8Array, origin: unknown, isOwn: boolean): void {
    this.#offline?.changed(update, origin)
    if (isOwn) this.#tabs.send(update)
  }

  welcome(welcome: Welcome): void {
    this.#isPushed = false
    this.#hold(welcome.epoch)
  }

  /** The room is another one; true where nothing stands in the way of coming back. */
  reset(): boolean {
    if (this.#isPushed) return true
    if (isEmpty(this.#options.doc)) {
      this.#hold(null)
      return true
    }
    this.#tabs.mute()
    return false
  }

  stop(): void {
    this.#isStopped = true
    this.#tabs.stop()
    this.#offline?.stop()
  }

  export(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#options.doc)
  }

  isKept(): boolean {
    return this.#offline?.isKept === true
  }

  push(): void {
    if (!this.#isReset()) return
    if (this.#offline !== null) this.#tabs.say('pushed', this.#epoch)
    this.#pushOn()
  }

  async drop(): Promise<void> {
    const held = this.#epoch
    // Told when it is gone: a client that joins again must not find it.
    if (await this.#offline?.drop(held)) this.#tabs.say('dropped', held)
    this.#options.leave('dropped')
  }

  #begin(): void {
    if (this.#isStopped) return
    const connection = this.#options.connection()
    this.#tabs.start()
    connection.start()
    // While a socket was on its way no other tab could be followed.
    connection.status.subscribe(({ state }) => {
      if (state === 'disconnected' && this.#epoch === null) this.#tabs.greet()
    })
  }

  #isReset(): boolean {
    return this.#options.connection().status.get().state === 'room-reset'
  }

  #setEpoch(epoch: string | null): void {
    const { doc } = this.#options
    this.#epoch = epoch
    epochsByDoc.set(doc, (epochsByDoc.get(doc) ?? new Map()).set(this.#name, epoch))
  }

  #hold(epoch: string | null): void {
    if (epoch === this.#epoch) return
    this.#setEpoch(epoch)
    this.#offline?.epochChanged()
    this.#tabs.greet()
  }

  /**
   * Takes the epoch of the offline copy, whose content is about to come into the document; false where that must not be. An
   * epoch that was told already cannot be taken back, and two epochs never mix.
   */
  #accept(epoch: string | null): boolean {
    // What is pushed goes where this copy goes, too.
    if (epoch === null || epoch === this.#epoch || this.#isPushed) return true
    if (this.#epoch !== null || this.#options.connection().hasTold) return false
    this.#setEpoch(epoch)
    this.#tabs.greet()
    return true
  }

  /** Takes the epoch of another tab. What has been told cannot be changed, and what is here already may be of another one. */
  #adopt(epoch: string): boolean {
    if (this.#isPushed || this.#options.connection().hasTold || !isEmpty(this.#options.doc)) return false
    this.#hold(epoch)
    return true
  }

  /** Does what another tab has decided; a tab without an offline copy decides for itself. */
  #obey(word: TabWord): void {
    if (this.#offline === null) return
    if (word === 'pushed') this.#pushOn()
    else this.#options.leave('dropped')
  }

  #pushOn(): void {
    this.#setEpoch(null)
    this.#isPushed = true
    this.#options.saved.doubt()
    if (!this.#isReset()) return
    this.#tabs.start()
    this.#options.connection().rejoin()
  }
}
