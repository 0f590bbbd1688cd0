import {
  ENTRIES_PER_CONNECTION,
  fault,
  type JsonObject,
  ok,
  parseState,
  type RawEntry,
  type Result,
  type StateFault,
} from '../shared/index.ts'
import { judge } from './presence-rules.ts'
import type { Owner, PresenceTable } from './presence-table.ts'

/** What a frame asks for, entry by entry, once all of it has been read and judged. */
export type Change =
  | { readonly kind: 'set'; readonly clientId: number; readonly isClaim: boolean; readonly state: JsonObject }
  | { readonly kind: 'contest'; readonly clientId: number; readonly state: JsonObject }
  | { readonly kind: 'remove'; readonly clientId: number; readonly state: null }

export interface Plan {
  readonly changes: readonly Change[]
  /** Entries of others, which were not read. */
  readonly echoes: number
}

export type AwarenessFault = StateFault | 'stray-removal' | 'too-many-entries'

interface PlanContext {
  readonly member: Owner & { readonly ownedClients: ReadonlySet<number> }
  readonly isOpening: boolean
}

/** Reads a whole awareness frame without changing anything: one bad state refuses all of it. */
export const planChanges = (
  table: Pick<PresenceTable, 'get'>,
  entries: readonly RawEntry[],
  { member, isOpening }: PlanContext,
): Result<Plan, AwarenessFault> => {
  const changeByClient = new Map<number, Change>()
  let echoes = 0
  for (const [index, entry] of entries.entries()) {
    const { clientId } = entry
    const holder = table.get(clientId)
    const hasOwned = member.ownedClients.has(clientId)
    const isClaim = isOpening && index === 0
    const verdict = judge(entry, holder, { owner: member, isClaim, hasOwned })
    if (verdict === 'echo') {
      echoes += 1
      continue
    }
    const state = parseState(entry.stateBytes)
    if (!state.ok) return state
    // An entry that is named twice means what it says last.
    changeByClient.delete(clientId)
    if (state.value !== null) {
      changeByClient.set(
        clientId,
        verdict === 'contest'
          ? { kind: 'contest', clientId, state: state.value }
          : { kind: 'set', clientId, isClaim, state: state.value },
      )
    } else if (holder !== undefined) {
      if (holder.owner === member) changeByClient.set(clientId, { kind: 'remove', clientId, state: null })
    } else if (!hasOwned) {
      return fault('stray-removal', `Client ${clientId} is removed by somebody who never owned it.`)
    }
  }
  const fresh = [...changeByClient.keys()].filter((clientId) => !member.ownedClients.has(clientId))
  if (member.ownedClients.size + fresh.length > ENTRIES_PER_CONNECTION) {
    return fault('too-many-entries', `A connection owns at most ${ENTRIES_PER_CONNECTION} entries.`)
  }
  return ok({ changes: [...changeByClient.values()], echoes })
}
