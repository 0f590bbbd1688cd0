import {
  applyChange,
  ENTRIES_PER_CONNECTION,
  fault,
  isCoordinate,
  type JsonObject,
  ok,
  parseState,
  type RawEntry,
  type Result,
  STATE_BYTES,
  type StateChange,
  type StateFault,
} from '../../shared/index.ts'
import type { Owner } from './presence-entry.ts'
import { judge, saysGone } from './presence-rules.ts'
import type { Move, PresenceTable } from './presence-table.ts'

/** What a frame asks for, entry by entry, once all of it has been read and judged. */
export type Change =
  | {
      readonly kind: 'set' | 'contest'
      readonly clientId: number
      readonly isAnnouncement: boolean
      readonly state: JsonObject
      readonly clock: number
    }
  | { readonly kind: 'remove' | 'withdraw' | 'gone'; readonly clientId: number }

export interface Plan {
  readonly changes: readonly Change[]
  /** Entries of others, which were not read. */
  readonly echoes: number
  /** Entries of others that the sender does not see any more, with the clocks as it last heard them. */
  readonly lost: ReadonlyMap<number, number>
}

export type AwarenessFault = StateFault | 'too-many-entries'

export type ChangeFault = 'no-entry' | 'state-too-large'

export interface PlanContext {
  readonly member: Owner & {
    readonly ownedClients: ReadonlySet<number>
    readonly formerClients: ReadonlySet<number>
  }
  readonly isOpening: boolean
  /** Whether the member's claim to an entry is undecided. */
  readonly isWaiting: (clientId: number) => boolean
  /** Whether anybody's is. */
  readonly isContested: (clientId: number) => boolean
}

/** Reads a whole awareness frame without changing anything: one bad state refuses all of it. */
export const planChanges = (
  table: Pick<PresenceTable, 'get' | 'leftAtClock'>,
  entries: readonly RawEntry[],
  { member, isOpening, isWaiting, isContested }: PlanContext,
): Result<Plan, AwarenessFault> => {
  const changeByClient = new Map<number, Change>()
  const lost = new Map<number, number>()
  let echoes = 0
  for (const entry of entries) {
    const { clientId, clock } = entry
    const holder = table.get(clientId)
    const hasOwned = member.ownedClients.has(clientId)
    const isAnnouncement = isOpening && clientId === entries[0]?.clientId
    const isKnown = member.ownedClients.size > 0
    const sender = {
      owner: member,
      isAnnouncement,
      isWaiting: isWaiting(clientId),
      isContested: isContested(clientId),
      hasOwned,
      isKnown,
    }
    const verdict = judge(entry, holder, sender, table.leftAtClock(clientId))
    if (verdict === 'echo') {
      echoes += 1
      if (holder !== undefined && saysGone(entry) && clock >= holder.bornClock && clock <= holder.clock) {
        lost.set(clientId, clock)
      }
      continue
    }
    const state = parseState(entry.stateBytes)
    if (!state.ok) return state
    // An entry that is named twice means what it says last.
    changeByClient.delete(clientId)
    if (state.value !== null) {
      const kind = verdict === 'contest' ? 'contest' : 'set'
      changeByClient.set(clientId, { kind, clientId, isAnnouncement, state: state.value, clock })
    } else if (verdict === 'contest') {
      if (sender.isWaiting) changeByClient.set(clientId, { kind: 'withdraw', clientId })
    } else if (holder !== undefined) {
      if (holder.owner === member) changeByClient.set(clientId, { kind: 'remove', clientId })
    } else if (!hasOwned) {
      // A client without presence says that it is not there; one with tabs passes on that another one is not.
      changeByClient.set(clientId, { kind: 'gone', clientId })
    }
  }
  const fresh = [...changeByClient.keys()].filter((clientId) => !hasPart(clientId, member))
  if (member.ownedClients.size + member.formerClients.size + fresh.length > ENTRIES_PER_CONNECTION) {
    return fault('too-many-entries', `A connection speaks for at most ${ENTRIES_PER_CONNECTION} clients.`)
  }
  return ok({ changes: [...changeByClient.values()], echoes, lost })
}

const hasPart = (clientId: number, { ownedClients, formerClients }: PlanContext['member']): boolean =>
  ownedClients.has(clientId) || formerClients.has(clientId)

/** True where x and y change and nothing else, which is what most changes are. */
export const isMove = (change: StateChange): change is Move =>
  isCoordinate(change.set.x) &&
  isCoordinate(change.set.y) &&
  Object.keys(change.set).length === 2 &&
  change.cleared.length === 0

/** What a change makes of what was said before. */
export const planChange = (
  clientId: number,
  kind: 'set' | 'contest',
  { said, heardClock }: { readonly said: JsonObject; readonly heardClock: number },
  change: StateChange,
): Result<Change, ChangeFault> => {
  const state = applyChange(said, change)
  if (Buffer.byteLength(JSON.stringify(state)) > STATE_BYTES)
    return fault('state-too-large', `A presence state is over ${STATE_BYTES} bytes.`)
  return ok({ kind, clientId, isAnnouncement: false, state, clock: heardClock })
}
