import * as Y from 'yjs'
import { writeUpdate } from './sync-message.ts'

/** A text that is longer is emptied: what is deleted is kept as a number by Yjs, and nothing of it in the text. */
const TEXT_CHARS = 2_000

interface Outlet {
  send(payload: Uint8Array): void
}

/** Somebody who writes a text, and deletes it when it is long. */
export class Writer {
  readonly #doc = new Y.Doc()

  constructor(clientId: number, outlet: Outlet) {
    this.#doc.clientID = clientId
    this.#doc.on('update', (update: Uint8Array) => outlet.send(writeUpdate(update)))
  }

  write(): void {
    const text = this.#doc.getText('text')
    if (text.length >= TEXT_CHARS) text.delete(0, text.length)
    text.insert(text.length, 'The lesson begins. ')
  }
}
