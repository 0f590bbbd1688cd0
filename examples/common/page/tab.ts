// What this tab remembers through a reload: an anonymous person's id, and the room it is in.

import type { Kind } from './address.ts'
import { randomId } from './random-id.ts'
import { inTab } from './storage.ts'

const IDS = 'tab'
const VISIT = 'visit'
const WAITING = 'waiting'

/** What makes this tab the same one again after a reload. */
export interface TabIds {
  /** An id by which an anonymous person is recognised; everybody sees it. */
  readonly sitter: string
  /** By it an anonymous person has their seat and the pen again; nobody else knows it. */
  readonly secret: string
}

/**
 * The ids of this tab. A duplicated tab starts with a copy of the storage, so they are stored only while this tab is hidden
 * or being closed: the copy of a visible tab finds none and gets its own.
 */
export const takeTabIds = (): TabIds => {
  const json = inTab.read(IDS)
  const ids: TabIds = json === null ? { sitter: randomId(), secret: randomId() } : JSON.parse(json)
  inTab.write(IDS, null)
  const keep = () => inTab.write(IDS, JSON.stringify(ids))
  const take = () => inTab.write(IDS, null)
  addEventListener('pagehide', keep)
  addEventListener('pageshow', take)
  // A browser that runs out of memory discards a hidden tab without any event.
  document.addEventListener('visibilitychange', () => (document.hidden ? keep() : take()))
  return ids
}

/** The room that this tab is in. */
export interface Visit {
  readonly kind: Kind
  readonly room: string
  readonly name: string
  /** Kept in the tab: the address no longer has it, and a reload needs it again. */
  readonly token: string | null
  /** Of the link that this person came by: the relay gives another token for it. */
  readonly code: string | null
  /** Whether this tab was in it before the page was loaded anew; no by default. */
  readonly isBack?: boolean
}

export const rememberVisit = (visit: Visit | null): void =>
  inTab.write(VISIT, visit === null ? null : JSON.stringify(visit))

/** A reload comes back under the new name. */
export const renameVisit = (name: string): void => {
  const visit = lastVisit()
  if (visit !== null) rememberVisit({ ...visit, name })
}

/** Where this tab was before the page was loaded again. */
export const lastVisit = (): Visit | null => {
  const json = inTab.read(VISIT)
  return json === null ? null : (JSON.parse(json) as Visit)
}

/** A person in front of a room. */
export interface AtTheDoor {
  readonly kind: Kind
  readonly code: string
  readonly name: string
  readonly room: string
}

/** The place in the waiting room is the browser's: a reload goes on waiting. */
export const rememberWaiting = (waiting: AtTheDoor | null): void =>
  inTab.write(WAITING, waiting === null ? null : JSON.stringify(waiting))

export const lastWaiting = (): AtTheDoor | null => {
  const json = inTab.read(WAITING)
  return json === null ? null : (JSON.parse(json) as AtTheDoor)
}
