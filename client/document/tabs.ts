import * as Y from 'yjs'
import type { Environment } from '../environment.ts'
import { fenced } from '../fence.ts'
import type { Part } from '../part.ts'

/** What one tab decides for the copy that all of them share. */
export type TabWord = 'pushed' | 'dropped'

/** What tabs say of their documents, each time with the epoch that the sender's is of. */
type TabDocument =
  | {
      readonly kind: 'hello'
      readonly epoch: string | null
      readonly from: number
      /** Null asks everyone, who ask back. */
      readonly to: number | null
      readonly stateVector: Uint8Array
    }
  | { readonly kind: 'update'; readonly epoch: string | null; readonly update: Uint8Array }

type TabMessage =
  | TabDocument
  | { readonly kind: 'word'; readonly epoch: string | null; readonly word: TabWord }

export interface TabsOptions {
  readonly name: string
  readonly doc: Y.Doc
  readonly environment: Pick<Environment, 'BroadcastChannel' | 'onHint' | 'report'>
  /** The epoch of what is here; null where it is of none. */
  readonly epoch: () => string | null
  /** Takes an epoch over; false where that cannot be. */
  readonly adopt: (epoch: string) => boolean
  /** A tab of the same epoch has decided. */
  readonly onWord: (word: TabWord) => void
}

/** The other tabs of this browser that are in the room: their documents are one, without a relay too. */
export class Tabs implements Part {
  readonly #options: TabsOptions
  /** The origin of what the other tabs bring to the document. */
  readonly origin = { name: 'homeroom tabs' }
  readonly #stopHints: () => void
  #channel: BroadcastChannel | null = null
  #isMuted = true

  constructor(options: TabsOptions) {
    this.#options = options
    this.#stopHints = options.environment.onHint((hint) => {
      if (hint === 'frozen') this.#close()
      else if (hint === 'resumed') {
        this.#open()
        this.greet()
      }
    })
  }

  /** From now on the document is the other tabs', too; again after `mute`. */
  start(): void {
    this.#isMuted = false
    this.#open()
    this.greet()
  }

  /** Says and hears nothing any more but words. */
  mute(): void {
    this.#isMuted = true
  }

  /** Asks for what is missing: the epoch is another one. */
  greet(): void {
    this.#hello(null)
  }

  /** Tells of a change that the other tabs do not get by themselves. */
  send(update: Uint8Array): void {
    if (!this.#isMuted) this.#post({ kind: 'update', epoch: this.#options.epoch(), update })
  }

  say(word: TabWord, epoch: string | null): void {
    this.#post({ kind: 'word', epoch, word })
  }

  stop(): void {
    this.#stopHints()
    this.#close()
  }

  #open(): void {
    const { environment, name } = this.#options
    const { BroadcastChannel: ChannelClass, report } = environment
    if (this.#channel !== null || ChannelClass === null) return
    // Where a page may have none, as in a frame without an origin, its tabs do without each other.
    fenced(report, () => {
      const channel = new ChannelClass(name)
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => fenced(report, () => this.#take(data))
      this.#channel = channel
    })
  }

  #close(): void {
    this.#channel?.close()
    this.#channel = null
  }

  #post(message: TabMessage): void {
    this.#channel?.postMessage(message)
  }

  #hello(to: number | null): void {
    if (this.#isMuted) return
    const { doc, epoch } = this.#options
    const stateVector = Y.encodeStateVector(doc)
    this.#post({ kind: 'hello', epoch: epoch(), from: doc.clientID, to, stateVector })
  }

  #take(message: TabMessage): void {
    const { doc, epoch } = this.#options
    if (message.kind === 'word') {
      if (message.epoch === epoch()) this.#options.onWord(message.word)
      return
    }
    if (this.#isMuted || !this.#isOfOurs(message)) return
    if (message.kind === 'update') {
      const hadGap = hasGap(doc)
      Y.applyUpdate(doc, message.update, this.origin)
      // What it builds on may have met a listener of the app that threw. Asked for once: maybe nobody has it any more.
      if (!hadGap && hasGap(doc)) this.greet()
      return
    }
    const { from, to, stateVector } = message
    if (to !== null && to !== doc.clientID) return
    this.#post({ kind: 'update', epoch: epoch(), update: Y.encodeStateAsUpdate(doc, stateVector) })
    if (to === null) this.#hello(from)
  }

  /** Epochs never mix. A tab of none may take that of another one, which tells it of itself. */
  #isOfOurs(message: TabDocument): boolean {
    const own = this.#options.epoch()
    if (message.epoch === own) return true
    if (message.epoch !== null) return own === null && this.#options.adopt(message.epoch)
    if (message.kind === 'hello' && message.to === null) this.#hello(message.from)
    return false
  }
}

/** Something that came builds on what did not. */
const hasGap = ({ store }: Y.Doc): boolean => (store.pendingStructs ?? store.pendingDs) !== null
