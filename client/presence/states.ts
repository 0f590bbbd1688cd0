import type { Awareness } from 'y-protocols/awareness'
import type { JsonObject } from '../../shared/index.ts'

/** Which clients an event of presence is about. */
export interface StatesChange {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

export type PresenceListener = (change: StatesChange) => void

/** What is said of one client. */
export interface SaidState {
  readonly clientId: number
  /** Null where it is gone. */
  readonly state: JsonObject | null
  /** Absent where the relay keeps the order: whatever it says is the newest. */
  readonly clock?: number
}

/** What the parts of presence need of an Awareness (y-protocols), which is one. */
export interface PresenceStates {
  clientID: number
  readonly states: Map<number, JsonObject>
  readonly meta: ReadonlyMap<number, { readonly clock: number }>
  getLocalState(): JsonObject | null
  setLocalState(state: JsonObject | null): void
  /** `change` where a state is another one than before, `update` whatever was said. */
  on(name: 'change' | 'update', listener: PresenceListener): void
  off(name: 'change' | 'update', listener: PresenceListener): void
}

/** Not instanceof: an app may have loaded y-protocols twice. */
export const isAwareness = (value: unknown): value is Awareness =>
  typeof value === 'object' &&
  value !== null &&
  'setLocalState' in value &&
  'states' in value &&
  'doc' in value
