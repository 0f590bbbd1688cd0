import type { JsonObject } from '../../shared/index.ts'
import type { Environment } from '../environment.ts'
import { writeStates } from './awareness-writer.ts'
import type { PresenceListener, PresenceStates } from './states.ts'

/** The states of a room whose document is not here: what an Awareness is to the parts of presence, without Yjs and its timer. */
export class PlainStates implements PresenceStates {
  readonly clientID: number
  readonly states: PresenceStates['states'] = new Map()
  readonly meta: PresenceStates['meta'] = new Map()
  readonly #listeners = { change: new Set<PresenceListener>(), update: new Set<PresenceListener>() }
  readonly #report: Environment['report']

  constructor({ random, report }: Pick<Environment, 'random' | 'report'>) {
    // 32 bits as a Y.Doc has them, and never 0, which on the wire is nobody.
    this.clientID = 1 + Math.floor(random() * 0xffffffff)
    this.#report = report
  }

  getStates(): PresenceStates['states'] {
    return this.states
  }

  getLocalState(): JsonObject | null {
    return this.states.get(this.clientID) ?? null
  }

  setLocalState(state: JsonObject | null): void {
    writeStates(this, [{ clientId: this.clientID, state }], 'local', this.#report)
  }

  on: PresenceStates['on'] = (name, listener) => {
    this.#listeners[name].add(listener)
  }

  off: PresenceStates['off'] = (name, listener) => {
    this.#listeners[name].delete(listener)
  }

  emit: PresenceStates['emit'] = (name, [change, origin]) => {
    for (const listener of this.#listeners[name]) listener(change, origin)
  }
}
