import type { Person, ReadonlyStore, Room } from 'homeroom/client'
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
  /** For the one who is followed: so many of the people whom this page is told of do. */
  readonly followers: number
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

/** A page follows unless it says that it does not; what has no page, such as a bot, follows nobody. */
const isFollower = (person: Person): boolean => {
  const { sitter, stays } = person as { readonly sitter?: unknown; readonly stays?: unknown }
  return !person.isSelf && person.status !== 'reconnecting' && typeof sitter === 'string' && stays !== true
}

export const createFollowing = (room: Pick<Room, 'rules' | 'people' | 'self'>): Following => {
  const lead = createValue<Lead | null>(null)
  let isStopped = false
  const stay = (isStaying: boolean) => {
    if (isStaying === isStopped) return
    isStopped = isStaying
    room.self.set({ stays: isStaying || undefined })
  }
  let asked = room.rules.get().follow

  const look = () => {
    const { follow } = room.rules.get()
    if (follow !== asked) stay(false)
    asked = follow
    const people = room.people.get()
    const person = follow === null ? undefined : people.find(({ clientIds }) => clientIds.includes(follow))
    if (person === undefined) return lead.set(null)
    const { key, name = words().people.unnamed, isSelf } = person
    const followers = isSelf ? people.filter(isFollower).length : 0
    const next = { key, name, isSelf, isFollowed: !isSelf && !isStopped, followers }
    if (JSON.stringify(next) !== JSON.stringify(lead.get())) lead.set(next)
  }
  look()
  const undo = [room.rules.subscribe(look), room.people.subscribe(look)]

  return {
    lead,
    toggle() {
      stay(!isStopped)
      look()
    },
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
