import type { Welcome } from '../../shared/index.ts'
import type { PresenceEnvironment } from '../environment.ts'
import type { Channel, Part } from '../part.ts'
import type { Person } from '../presence/people.ts'
import type { Clean } from '../presence/read-state.ts'
import type { ReadonlyStore } from '../store.ts'

/** What signals and reactions need of a room. */
export interface SignalRoom {
  readonly environment: PresenceEnvironment
  readonly connection: Channel
  readonly protocol: {
    /** What the relay said when it let this client in; null before. */
    readonly welcome: Welcome | null
    serverMs(): number
  }
  readonly view: { readonly people: ReadonlyStore<readonly Person[]> }
  readonly notice: ReadonlyStore<{ readonly code: string } | null>
  readonly clean: Clean
  /** The state of this client stands under this id. */
  readonly awareness: { readonly clientID: number }
  /** Takes a part that nothing builds on: it is stopped with the room. */
  add(part: Part): void
}
