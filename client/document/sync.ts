import * as Y from 'yjs'
import {
  AUTH_DENIED,
  messageOf,
  readBytes,
  readRun,
  readString,
  readUint,
  SYNC,
  writeSync,
} from '../../shared/index.ts'
import * as TYPE from '../../shared/message-types.ts'
import type { Report } from '../fence.ts'
import type { Channel, Part } from '../part.ts'
import type { OutgoingUpdates } from './outgoing.ts'

export interface SyncOptions {
  readonly doc: Y.Doc
  readonly channel: Channel
  readonly outgoing: OutgoingUpdates
  /** Whether what is here may be sent. */
  readonly mayWrite: () => boolean
  /** The relay was asked what it has, by a client that may not write; `isMore` says that there is more here. */
  readonly onCompared: (isMore: boolean) => void
  /** The relay's document has come. */
  readonly onSynced: () => void
  /** Something that came cannot be applied, or was refused: a code for programs, a text for people. */
  readonly onFault: (code: string, text: string) => void
  readonly report: Report
}

/**
 * The document's way over the socket, by the messages of y-protocols/sync: a question with what is here at the beginning, an
 * answer to the other side's, and updates.
 */
export class DocumentSync implements Part {
  readonly #options: SyncOptions
  /** Something of the relay's could not be applied: the document lacks it. */
  #isBehind = false
  /** The relay was asked for what is missing, and has not answered. */
  #isAsking = false

  constructor(options: SyncOptions) {
    this.#options = options
    options.channel.listen(TYPE.sync, (body) => this.#take(body))
    options.channel.listen(TYPE.auth, (body) => this.#denied(body))
  }

  opened(): void {
    this.#isBehind = false
    this.#options.outgoing.stop()
    this.#ask()
  }

  lost(): void {
    this.#options.outgoing.stop()
  }

  stop(): void {
    this.#options.outgoing.stop()
  }

  /** Sends a change that did not come from the relay. */
  send(update: Uint8Array): void {
    if (this.#options.channel.isOpen) this.#options.outgoing.send(update)
  }

  #take(body: Uint8Array): boolean {
    const read = readBytes(body, (decoder) => ({
      kind: readUint(decoder),
      // Copied: Yjs reads lengths without a look at the end of the view, so the buffer itself must end there.
      payload: Uint8Array.from(readRun(decoder)),
    }))
    if (!read.ok) this.#unreadable(read.fault.message)
    else if (read.value.kind === SYNC.step1) this.#answer(read.value.payload)
    else if (read.value.kind === SYNC.step2 || read.value.kind === SYNC.update) {
      const isAnswer = read.value.kind === SYNC.step2
      this.#took(isAnswer, this.#apply(read.value.payload))
      if (isAnswer) this.#options.onSynced()
    }
    return read.ok && read.value.kind <= SYNC.update
  }

  /** Asks once more for what could not be applied: an observer of the app may have thrown that will not do so again. */
  #took(isAnswer: boolean, isApplied: boolean): void {
    const wasBehind = this.#isBehind
    if (isAnswer) this.#isAsking = false
    if (!isApplied) this.#isBehind = true
    else if (isAnswer) this.#isBehind = false
    // Where the answer cannot be applied either, the next message has it asked for: never one answer after the other.
    if (this.#isBehind && !this.#isAsking && !(isAnswer && wasBehind)) this.#ask()
  }

  #ask(): void {
    const { channel, doc } = this.#options
    this.#isAsking = true
    channel.send(writeSync(SYNC.step1, Y.encodeStateVector(doc)))
  }

  #answer(stateVector: Uint8Array): void {
    const { doc, mayWrite, onCompared, outgoing } = this.#options
    let update: Uint8Array
    try {
      update = Y.encodeStateAsUpdate(doc, stateVector)
    } catch (error) {
      this.#unreadable(messageOf(error))
      return
    }
    if (mayWrite()) outgoing.answer(update)
    // An update begins with the number of clients whose content it has.
    else onCompared(update[0] !== 0)
  }

  /** True where the update is in the document, as far as can be told. */
  #apply(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.#options.doc, update, this)
      return true
    } catch (error) {
      // Where it can be read, it was a listener of the app that threw, before the change or after it.
      const unreadable = faultOf(update)
      if (unreadable === null) this.#options.report(error)
      else this.#unreadable(unreadable)
      return false
    }
  }

  #unreadable(reason: string): void {
    this.#options.onFault('bad-document', `What the relay sent of the document cannot be read: ${reason}`)
  }

  /** y-protocols' "permission denied", by which a relay of another make refuses. */
  #denied(body: Uint8Array): void {
    const read = readBytes(body, (decoder) => ({
      kind: readUint(decoder),
      reason: readString(decoder),
    }))
    if (read.ok && read.value.kind === AUTH_DENIED)
      this.#options.onFault('permission-denied', read.value.reason)
  }
}

const faultOf = (update: Uint8Array): string | null => {
  try {
    Y.decodeUpdate(update)
    return null
  } catch (error) {
    return messageOf(error)
  }
}
