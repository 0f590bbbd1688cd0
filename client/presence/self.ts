import type { Awareness } from 'y-protocols/awareness'
import { cleanEmoji, cleanName, type Identity, type JsonObject, type Space } from '../../shared/index.ts'
import { createValue, type Readable } from '../store.ts'
import type { Presence } from './people.ts'

/** What somebody may say of themselves: the known fields, and any JSON beside them. `undefined` takes a field away. */
export interface OwnPresence extends Omit<Presence, 'id' | 'role' | 'handAt'> {
  readonly [field: string]: unknown
}

/** This client's own presence. */
export interface Self extends Readable<Presence> {
  /** Changes fields at once here, and for the others as soon as the throttle lets it through. */
  set(fields: Partial<OwnPresence>): void
}

export interface SelfOptions {
  readonly awareness: Awareness
  readonly space: Space
}

export interface SelfControl extends Self {
  /** Takes who this client is, as the relay verified it. */
  identify(identity: Identity): void
  /** Takes what the relay stamped on this client's entry; true where a host has lowered the hand that was up. */
  confirm(stamps: JsonObject): boolean
  /** What the relay stamped last, as far as it still holds. */
  stamps(): JsonObject
  stop(): void
}

export const createSelf = ({ awareness, space }: SelfOptions): SelfControl => {
  /** What is wanted. Awareness may be emptied by others (a page that hides, an editor that goes); this stays. */
  let wanted: JsonObject = {}
  let stamps: JsonObject = {}
  let identity: Identity | null = null

  const seen = (): Presence => {
    const { handAt } = stamps
    return {
      ...wanted,
      ...(wanted.hand === true && typeof handAt === 'number' && { handAt }),
      ...(identity !== null && verified(identity, wanted)),
    }
  }
  const value = createValue<Presence>({})

  const refresh = () => {
    const next = seen()
    if (JSON.stringify(next) !== JSON.stringify(value.get())) value.set(next)
  }

  /** An editor's binding sets fields of its own in the Awareness: they are wanted, too. */
  const changed = () => {
    const state = awareness.getLocalState()
    if (state !== null) wanted = state as JsonObject
    refresh()
  }
  awareness.on('change', changed)

  return {
    get: value.get,
    subscribe: value.subscribe,
    set(fields) {
      const next: JsonObject = { ...wanted }
      for (const [field, given] of Object.entries(fields)) {
        const clean = cleanField(field, given, space)
        if (clean === undefined) delete next[field]
        else if (clean !== null) next[field] = clean as JsonObject[string]
      }
      awareness.setLocalState(next)
    },
    identify(next) {
      identity = next
      refresh()
    },
    confirm({ hand, ...next }) {
      stamps = next
      const isLowered = hand === false && wanted.hand === true
      if (isLowered) {
        wanted = { ...wanted, hand: false }
        // Where somebody else has emptied it, nobody sees a hand.
        if (awareness.getLocalState() !== null) awareness.setLocalState(wanted)
      }
      refresh()
      return isLowered
    },
    stamps: () => (wanted.hand === true ? stamps : {}),
    stop: () => awareness.off('change', changed),
  }
}

/** What a verified identity puts over, or under, what is wanted. */
const verified = ({ id, name, role, mayRename }: Identity, wanted: JsonObject): Partial<Presence> => ({
  role,
  ...(id !== null && { id }),
  ...(name !== null && (!mayRename || wanted.name === undefined) && { name }),
})

/** The value as everyone will see it; undefined takes the field away, null leaves it as it is. */
const cleanField = (field: string, value: unknown, space: Space): unknown => {
  if (value === undefined) return undefined
  if (field === 'name') return cleanName(value)
  if (field === 'emoji') return cleanEmoji(value)
  if (field === 'hand' || field === 'away') return typeof value === 'boolean' ? value : null
  if (field === 'x' || field === 'y') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return null
    return space === 'unit' ? Math.min(1, Math.max(0, value)) : value
  }
  return value
}
