import type { JsonObject } from '../../shared/index.ts'
import type { PresenceListener, PresenceStates, SaidState } from './states.ts'

/** The states of a room whose document is not here: what an Awareness is to the parts of presence, without Yjs and its timer. */
export class PlainStates implements PresenceStates {
  readonly clientID: number
  readonly states: PresenceStates['states'] = new Map()
  /** The clocks of the others the relay keeps. */
  readonly meta = new Map<number, { readonly clock: number }>()
  readonly #listeners = new Set<PresenceListener>()
  #clock = 0

  constructor(random: () => number) {
    // 32 bits as a Y.Doc has them, and never 0, which on the wire is nobody.
    this.clientID = 1 + Math.floor(random() * 0xffffffff)
  }

  getLocalState(): JsonObject | null {
    return this.states.get(this.clientID) ?? null
  }

  setLocalState(state: JsonObject | null): void {
    this.#clock += 1
    this.meta.set(this.clientID, { clock: this.#clock })
    this.write([{ clientId: this.clientID, state }])
  }

  /** Whatever is said is told as a change: its listeners see for themselves what is different. */
  readonly write = (said: readonly SaidState[]): void => {
    const updated: number[] = []
    const removed: number[] = []
    for (const { clientId, state } of said) {
      if (state !== null) {
        this.states.set(clientId, state)
        updated.push(clientId)
      } else if (this.states.delete(clientId)) removed.push(clientId)
    }
    for (const listener of this.#listeners) listener({ added: [], updated, removed })
  }

  /** A listener of both events is called once. */
  on(_name: 'change' | 'update', listener: PresenceListener): void {
    this.#listeners.add(listener)
  }

  off(_name: 'change' | 'update', listener: PresenceListener): void {
    this.#listeners.delete(listener)
  }
}
