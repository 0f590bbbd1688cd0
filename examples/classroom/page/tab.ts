// What this tab remembers through a reload: an anonymous person's id, and the room it is in.

import { randomId } from './random-id.ts'
import { inTab } from './storage.ts'

const SITTER = 'sitter'
const VISIT = 'visit'

/**
 * An id by which an anonymous person is recognised after a reload. A duplicated tab starts with a copy of the storage, so
 * the id is stored only while this tab is hidden or being closed: the copy of a visible tab finds none and gets its own.
 */
export const takeSitterId = (): string => {
  const id = inTab.read(SITTER) ?? randomId()
  inTab.write(SITTER, null)
  const keep = () => inTab.write(SITTER, id)
  const take = () => inTab.write(SITTER, null)
  addEventListener('pagehide', keep)
  addEventListener('pageshow', take)
  // A browser that runs out of memory discards a hidden tab without any event.
  document.addEventListener('visibilitychange', () => (document.hidden ? keep() : take()))
  return id
}

/** The room that this tab is in. */
export interface Visit {
  readonly room: string
  readonly name: string
  /** Kept in the tab: the address no longer has it, and a reload needs it again. */
  readonly token: string | null
  /** Of the link that this person came by: the relay gives another token for it. */
  readonly code: string | null
}

export const rememberVisit = (visit: Visit | null): void =>
  inTab.write(VISIT, visit === null ? null : JSON.stringify(visit))

/** Where this tab was before the page was loaded again. */
export const lastVisit = (): Visit | null => {
  const json = inTab.read(VISIT)
  return json === null ? null : (JSON.parse(json) as Visit)
}
