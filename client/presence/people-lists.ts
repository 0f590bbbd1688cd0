import type { FieldsRead, RegisteredPresence } from '../register.ts'
import type { ReadonlyStore } from '../store.ts'
import type { Person, PersonEvent, PresenceFields } from './people.ts'
import type { Tab } from './roster.ts'

/** What Homeroom knows of somebody else's tab. */
export interface OtherFields extends PresenceFields {
  /** The clientID of its Yjs document. */
  readonly clientId: number
  /** `reconnecting`: lost without a word less than 10 s ago. */
  readonly status: Tab['status']
}

/** Somebody else's tab, with the app's own fields. */
export type Other<Own extends object = RegisteredPresence> = OtherFields & FieldsRead<Own>

/**
 * Everyone in the room, as a store and as events.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * const { people } = joinRoom('wss://rooms.example', 'school/7b')
 * people.listen(({ type, person }) => console.log(person.name, type))
 * ```
 */
export interface People<Own extends object = RegisteredPresence>
  extends ReadonlyStore<readonly Person<Own>[]> {
  /**
   * Calls `listener` once for each thing that happens to somebody, until the returned function is called; not for the people
   * who are there already. What it throws is reported by {@link Environment.report}.
   */
  listen(listener: (event: PersonEvent<Own>) => void): () => void
}
