import type { ReadonlyStore, Room } from 'homeroom/client'
import { createValue } from '../page/value.ts'
import { words } from '../words/index.ts'

/** The person whom a host asks everyone to follow. */
export interface Lead {
  /** {@link Member.key} */
  readonly key: string
  readonly name: string
  readonly isSelf: boolean
  /** False if this person has stopped following. */
  readonly isFollowed: boolean
}

/** Whether to mark a person as followed. A host who leads sees the mark on themselves. */
export const isFollowed = (lead: Lead | null, member: { readonly key: string } | null): boolean =>
  lead !== null && lead.key === member?.key && (lead.isFollowed || lead.isSelf)

/** The person that this one follows: a host asks for it, and each person may stop. */
export interface Following {
  /** Null if no host asks. */
  readonly lead: ReadonlyStore<Lead | null>
  /** Stops following, or begins again. */
  toggle(): void
  stop(): void
}

export const createFollowing = (room: Pick<Room, 'rules' | 'people'>): Following => {
  const lead = createValue<Lead | null>(null)
  let isStopped = false
  let asked = room.rules.get().follow

  const look = () => {
    const { follow } = room.rules.get()
    if (follow !== asked) isStopped = false
    asked = follow
    const person =
      follow === null ? undefined : room.people.get().find(({ clientIds }) => clientIds.includes(follow))
    if (person === undefined) return lead.set(null)
    const { key, name = words().people.unnamed, isSelf } = person
    const next = { key, name, isSelf, isFollowed: !isSelf && !isStopped }
    if (JSON.stringify(next) !== JSON.stringify(lead.get())) lead.set(next)
  }
  look()
  const undo = [room.rules.subscribe(look), room.people.subscribe(look)]

  return {
    lead,
    toggle() {
      isStopped = !isStopped
      look()
    },
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
