import * as Y from 'yjs'
import type { RoomId, Welcome } from '../../shared/index.ts'
import type { Connection } from '../connection/connection.ts'
import type { Environment } from '../environment.ts'
import { createValue, type Readable } from '../store.ts'
import { createOffline, type OfflineState } from './offline-copy.ts'
import { createSaved, type SavedControl, type Source } from './saved.ts'
import { createTabs } from './tabs.ts'

/** What this browser holds of the room. Where `status` is `room-reset`, this says what is to become of it. */
export interface Copy {
  /** All of it, as a Yjs update: `Y.applyUpdate(new Y.Doc(), update)` has it. */
  export(): Uint8Array
  /** After `room-reset`: merges it into the room as it is now, here and in the browser's other tabs. */
  push(): void
  /**
   * Forgets it and leaves the room: the offline copy is deleted, and the other tabs that share it leave, too. Join again for
   * the room as it is now, with a new document where you brought one. Settles when the copy is gone; rejects where it cannot
   * be deleted.
   */
  drop(): Promise<void>
}

export interface CopyOptions {
  readonly url: string
  readonly room: RoomId
  readonly doc: Y.Doc
  readonly isOffline: boolean
  readonly environment: Environment
  readonly connection: () => Connection
  readonly leave: (cause: 'dropped') => void
}

export interface CopyControl extends Copy {
  readonly saved: SavedControl
  readonly offline: Readable<OfflineState>
  /** The generation of what is here; null where it is of none. */
  readonly epoch: () => string | null
  /** Loads the offline copy, and connects then: its generation is told at the join. */
  start(): void
  welcome(welcome: Welcome): void
  /** The room is another one; true where nothing stands in the way of coming back. */
  reset(): boolean
  stop(): void
}

export const createCopy = (options: CopyOptions): CopyControl => {
  const { doc, environment, connection } = options
  const name = `homeroom:${options.url.replace(/\/+$/, '')}/${options.room}`
  const offline = options.isOffline ? createOffline({ name, doc, environment }) : null
  let epoch: string | null = null
  /** The copy is on its way into a room whose generation is not known yet. */
  let isPushed = false
  let isStopped = false

  const hold = (next: string | null) => {
    if (next === epoch) return
    epoch = next
    offline?.keep(next)
    tabs.greet()
  }

  const sourceOf = (origin: unknown): Source => {
    if (origin === connection().origin) return 'relay'
    return origin === tabs.origin || offline?.isOrigin(origin) ? 'near' : 'own'
  }
  const saved = createSaved(doc, sourceOf)

  const tabs = createTabs({
    name,
    doc,
    environment,
    epoch: () => epoch,
    adopt(next) {
      // What has been told cannot be changed, and what is here already may be of another generation.
      if (isPushed || connection().hasTold || !isEmpty(doc)) return false
      hold(next)
      return true
    },
    isShared: (origin) => sourceOf(origin) === 'relay' || offline?.isOrigin(origin) === true,
    onWord(word) {
      // A tab without a copy of its own decides for itself.
      if (offline === null) return
      if (word === 'pushed') pushOn()
      else options.leave('dropped')
    },
  })

  const pushOn = () => {
    epoch = null
    isPushed = true
    saved.doubt()
    if (connection().status.get().state !== 'room-reset') return
    tabs.start()
    connection().rejoin()
  }

  const begin = () => {
    if (isStopped) return
    tabs.start()
    connection().start()
    // While a socket was on its way no other tab could be followed.
    connection().status.subscribe(({ state }) => {
      if (state === 'disconnected' && epoch === null) tabs.greet()
    })
  }

  return {
    saved,
    offline: offline?.state ?? createValue<OfflineState>('off'),
    epoch: () => epoch,

    start() {
      if (offline === null) begin()
      else
        void offline.load().then((stored) => {
          epoch = stored
          begin()
        })
    },

    welcome(welcome) {
      isPushed = false
      saved.welcome(welcome)
      hold(welcome.epoch)
    },

    reset() {
      if (isPushed) return true
      if (isEmpty(doc)) {
        hold(null)
        return true
      }
      tabs.mute()
      return false
    },

    stop() {
      isStopped = true
      saved.stop()
      tabs.leave()
      offline?.leave()
    },

    export: () => Y.encodeStateAsUpdate(doc),

    push() {
      if (connection().status.get().state !== 'room-reset') return
      if (offline !== null) tabs.say('pushed', epoch)
      pushOn()
    },

    async drop() {
      const held = epoch
      // Told when it is gone: who joins again must not find it.
      if (await offline?.drop(held)) tabs.say('dropped', held)
      options.leave('dropped')
    },
  }
}

/** Nothing at all, not even what is deleted or waits for what it builds on: an empty update is two zeros. */
const isEmpty = (doc: Y.Doc): boolean =>
  doc.store.clients.size === 0 && Y.encodeStateAsUpdate(doc).length === 2
