import * as Y from 'yjs'
import type { Environment } from '../environment.ts'

/** What one tab decides for the copy that all of them share. */
export type TabWord = 'pushed' | 'dropped'

/** What tabs say to each other, each time with the generation that the sender's document is of. */
type TabMessage =
  | {
      readonly kind: 'hello'
      readonly epoch: string | null
      readonly from: number
      /** Null asks everyone, who ask back. */
      readonly to: number | null
      readonly stateVector: Uint8Array
    }
  | { readonly kind: 'update'; readonly epoch: string | null; readonly update: Uint8Array }
  | { readonly kind: 'word'; readonly epoch: string | null; readonly word: TabWord }

export interface TabsOptions {
  readonly name: string
  readonly doc: Y.Doc
  readonly environment: Pick<Environment, 'BroadcastChannel' | 'onHint'>
  /** The generation of what is here; null where it is of none. */
  readonly epoch: () => string | null
  /** Takes a generation over; false where that cannot be. */
  readonly adopt: (epoch: string) => boolean
  /** True of the origin of what every tab gets by itself. */
  readonly isShared: (origin: unknown) => boolean
  /** A tab of the same generation has decided. */
  readonly onWord: (word: TabWord) => void
}

/** The other tabs of this browser that are in the room: their documents are one, without a relay too. */
export interface Tabs {
  /** The origin of what they bring to the document. */
  readonly origin: unknown
  /** From now on the document is theirs, too; again after `mute`. */
  start(): void
  /** Says and hears nothing any more but words. */
  mute(): void
  /** Asks for what is missing: the generation is another one. */
  greet(): void
  say(word: TabWord, epoch: string | null): void
  leave(): void
}

export const createTabs = (options: TabsOptions): Tabs => {
  const { name, doc, environment, epoch, isShared } = options
  const origin = { name: 'homeroom tabs' }
  let channel: BroadcastChannel | null = null
  let isMuted = true

  const post = (message: TabMessage) => channel?.postMessage(message)

  const hello = (to: number | null) => {
    if (isMuted) return
    const stateVector = Y.encodeStateVector(doc)
    post({ kind: 'hello', epoch: epoch(), from: doc.clientID, to, stateVector })
  }

  const take = (message: TabMessage) => {
    if (message.kind === 'word') {
      if (message.epoch === epoch()) options.onWord(message.word)
      return
    }
    if (isMuted || !isOfOurs(message)) return
    if (message.kind === 'update') {
      Y.applyUpdate(doc, message.update, origin)
      return
    }
    const { from, to, stateVector } = message
    if (to !== null && to !== doc.clientID) return
    post({ kind: 'update', epoch: epoch(), update: Y.encodeStateAsUpdate(doc, stateVector) })
    if (to === null) hello(from)
  }

  /** Generations never mix. A tab of none may take that of another one, which tells it of itself. */
  const isOfOurs = (message: TabMessage): boolean => {
    const own = epoch()
    if (message.epoch === own) return true
    if (message.epoch !== null) return own === null && options.adopt(message.epoch)
    if (message.kind === 'hello' && message.to === null) hello(message.from)
    return false
  }

  const changed = (update: Uint8Array, by: unknown) => {
    if (!isMuted && by !== origin && !isShared(by)) post({ kind: 'update', epoch: epoch(), update })
  }

  const open = () => {
    if (channel !== null || environment.BroadcastChannel === null) return
    channel = new environment.BroadcastChannel(name)
    channel.onmessage = ({ data }: MessageEvent<TabMessage>) => take(data)
  }
  const close = () => {
    channel?.close()
    channel = null
  }

  doc.on('update', changed)
  const stopHints = environment.onHint((hint) => {
    if (hint === 'frozen') close()
    else if (hint === 'resumed') {
      open()
      hello(null)
    }
  })

  return {
    origin,
    start() {
      isMuted = false
      open()
      hello(null)
    },
    mute() {
      isMuted = true
    },
    greet: () => hello(null),
    say: (word, of) => post({ kind: 'word', epoch: of, word }),
    leave() {
      stopHints()
      doc.off('update', changed)
      close()
    },
  }
}
