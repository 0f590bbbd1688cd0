import {
  applyChange,
  ENTRIES_PER_CONNECTION,
  fault,
  isCoordinate,
  isPlaceAlone,
  type JsonObject,
  ok,
  parseState,
  type RawEntry,
  type Result,
  STATE_BYTES,
  type StateChange,
  type StateFault,
} from '../../shared/index.ts'
import type { Ownership } from './ownership.ts'
import type { Participant } from './participant.ts'
import { judge, type Sender, saysGone } from './presence-rules.ts'
import type { Move, PresenceTable } from './presence-table.ts'

/** What a message asks for, entry by entry, once all of it has been read and judged. */
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
  readonly participant: Participant
  readonly ownership: Ownership
  readonly isOpening: boolean
  /** Whether the participant's claim to an entry is undecided. */
  readonly isWaiting: (clientId: number) => boolean
  /** Whether anybody's is. */
  readonly isContested: (clientId: number) => boolean
}

/** All states of one connection, as JSON: a tab has one, and a gateway has many small ones. */
const STATES_BYTES = 256 * 1024

/** So many small states as a connection may have are below that by themselves. */
const LARGE_BYTES = STATES_BYTES / ENTRIES_PER_CONNECTION

const TOO_MANY = fault(
  'too-many-entries',
  `A connection speaks for at most ${ENTRIES_PER_CONNECTION} clients.`,
)

const TOO_MUCH = fault('state-too-large', `All states of a connection have over ${STATES_BYTES} bytes.`)

/** Reads a whole awareness message without changing anything: one bad state refuses all of it. */
export const planChanges = (
  table: Pick<PresenceTable, 'get' | 'endedAtClock'>,
  entries: readonly RawEntry[],
  context: PlanContext,
): Result<Plan, AwarenessFault> => {
  const { participant, ownership, isOpening, isWaiting, isContested } = context
  const owned = ownership.owned(participant)
  const former = ownership.former(participant)
  const changeByClient = new Map<number, Change>()
  const lost = new Map<number, number>()
  let echoes = 0
  let bytes = 0
  for (const entry of entries) {
    const { clientId, clock } = entry
    const holder = table.get(clientId)
    const sender: Sender = {
      owner: participant,
      isAnnouncement: isOpening && clientId === entries[0]?.clientId,
      isWaiting: isWaiting(clientId),
      isContested: isContested(clientId),
      hasOwned: owned.has(clientId),
      isKnown: owned.size > 0,
    }
    const verdict = judge(entry, holder, sender, table.endedAtClock(clientId))
    if (verdict === 'echo') {
      echoes += 1
      const isLost = holder !== undefined && clock >= holder.bornClock && clock <= holder.clock
      if (isLost && saysGone(entry)) lost.set(clientId, clock)
      continue
    }
    // An entry may be named again and again: what they have in all is known before they are read.
    if (!saysGone(entry)) bytes += entry.stateBytes.length
    if (bytes > STATES_BYTES) return TOO_MUCH
    const state = parseState(entry.stateBytes)
    if (!state.ok) return state
    // An entry that is named twice means what it says last.
    changeByClient.delete(clientId)
    const change = changeOf(entry, state.value, verdict, sender, holder)
    if (change !== null) changeByClient.set(clientId, change)
    // Whichever of them it has had already, they are too many.
    if (changeByClient.size > ENTRIES_PER_CONNECTION) return TOO_MANY
  }
  const fresh = [...changeByClient.keys()].filter((clientId) => !owned.has(clientId) && !former.has(clientId))
  if (owned.size + former.size + fresh.length > ENTRIES_PER_CONNECTION) return TOO_MANY
  if (isTooMuch(table, entries, changeByClient, context)) return TOO_MUCH
  return ok({ changes: [...changeByClient.values()], echoes, lost })
}

/** Whether a participant would have too much presence, beside one entry of any size. Looked at where a state is large. */
const isTooMuch = (
  table: Pick<PresenceTable, 'get'>,
  entries: readonly RawEntry[],
  changeByClient: ReadonlyMap<number, Change>,
  { participant, ownership }: PlanContext,
): boolean => {
  if (
    !entries.some(
      ({ clientId, stateBytes }) => stateBytes.length > LARGE_BYTES && changeByClient.has(clientId),
    )
  )
    return false
  const sizeByClient = new Map<number, number>()
  for (const clientId of ownership.owned(participant)) {
    const entry = table.get(clientId)
    if (entry?.owner === participant)
      sizeByClient.set(clientId, Buffer.byteLength(JSON.stringify(entry.said)))
  }
  for (const { clientId, stateBytes } of entries)
    if (changeByClient.has(clientId)) sizeByClient.set(clientId, stateBytes.length)
  return [...sizeByClient.values()].reduce((sum, bytes) => sum + bytes, 0) > STATES_BYTES
}

/** What an entry that is no echo asks for; null where it asks for nothing. */
const changeOf = (
  { clientId, clock }: RawEntry,
  state: JsonObject | null,
  verdict: 'accept' | 'contest',
  { owner, isAnnouncement, isWaiting, hasOwned }: Sender,
  holder: { readonly owner: Participant } | undefined,
): Change | null => {
  if (state !== null) {
    return { kind: verdict === 'contest' ? 'contest' : 'set', clientId, isAnnouncement, state, clock }
  }
  if (verdict === 'contest') return isWaiting ? { kind: 'withdraw', clientId } : null
  if (holder !== undefined) return holder.owner === owner ? { kind: 'remove', clientId } : null
  // A client without presence says that it is not there; one with tabs passes on that another one is not.
  return hasOwned ? null : { kind: 'gone', clientId }
}

/** True where x and y change and nothing else, which is what most changes are. */
export const isMove = (change: StateChange): change is Move =>
  isPlaceAlone(change) && isCoordinate(change.set.x) && isCoordinate(change.set.y)

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
