import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

/** A provider as y-websocket made them: the one of y-websocket itself, or `room.provider`. */
export interface Provider {
  readonly awareness: Awareness
  readonly synced: boolean
  on(name: string, listener: (value: never) => void): void
  off(name: string, listener: (value: never) => void): void
  connect(): void
  disconnect(): void
  destroy(): void
}

/** What a binding is given in a room. */
export interface Joined {
  readonly doc: Y.Doc
  readonly provider: Provider
  readonly awareness: Awareness
  readonly user: { readonly name: string; readonly color: string }
  /** False where the relay said that this client may only read; y-websocket is not told that. */
  readonly mayWrite: boolean
  readonly root: HTMLElement
  /** Joins a room below this one by the same client, with a document of its own or a given one. */
  joinOther(name: string, doc?: Y.Doc): { readonly doc: Y.Doc; readonly provider: Provider }
}

/** What the check of a binding asks of it. */
export interface Binding {
  /** What this page shows, or holds where it shows nothing. */
  text(): string
  /** Writes at the end; left out where people type. */
  write?(words: string): void
  /** The names at the carets of others, as they are drawn; left out where the binding has none. */
  carets?(): string[]
}

/** The text of an editor without what draws the carets of others. */
export const textWithout = (editor: Element | null, carets: string): string => {
  const copy = editor?.cloneNode(true) as Element | undefined
  for (const caret of copy?.querySelectorAll(carets) ?? []) caret.remove()
  return copy?.textContent?.replace(/[\u2060\ufeff]/g, '') ?? ''
}

export const textsOf = (selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '')

/** The name of the person with this clientID. */
export const nameOf = (awareness: Awareness, clientId: number): string =>
  (awareness.getStates().get(clientId)?.user as { name?: string } | undefined)?.name ?? ''
