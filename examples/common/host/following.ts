import type { Person, ReadonlyStore, Room } from 'homeroom/client'
import type { Kind } from '../page/address.ts'
import { inTab } from '../page/storage.ts'
import { createValue } from '../page/value.ts'
import { placeOf } from '../people/cast.ts'
import { words } from '../words/index.ts'

/** The person whom a host asks everyone to follow. */
export interface Lead {
  /** {@link Member.key} */
  readonly key: string
  readonly name: string
  readonly isSelf: boolean
  /** False if this person has stopped following. */
  readonly isFollowed: boolean
  /** The page of the room at which they lead: with several tabs, that of the one that leads. */
  readonly at: Kind
  /** The parts of that page that are in front of them, the one that they are in first; empty where it has none. */
  readonly shows: string
  /** What they are in is shown here, too, where this page is of the same kind. */
  readonly isSeen: boolean
  /** For the one who is followed: so many of the people whom this page is told of do. */
  readonly followers: number
  /** So many of these have come to the same page, and to what the host is in there. */
  readonly here: number
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

/**
 * A page follows unless it says that it does not; what has no page, such as a bot, follows nobody. One who is on the way to another page is lost for a moment,
 * and follows all the while.
 */
const isFollower = (person: Person): boolean => {
  const { sitter, stays } = person as { readonly sitter?: unknown; readonly stays?: unknown }
  return !person.isSelf && typeof sitter === 'string' && stays !== true
}

/** The parts of a page that are in front of a person, as they say, the one that they are in first; null where they say nothing of it. */
const showsOf = (presence: object): string | null => {
  const { shows } = presence as { readonly shows?: unknown }
  return typeof shows === 'string' ? shows : null
}

/** Whether a person sees the part that one who leads is in. What has said nothing of parts has none, or is about to say it. */
const sees = (person: object | undefined, part = ''): boolean => {
  const shows = showsOf(person ?? {})
  return part === '' || shows === null || shows.split(' ').includes(part)
}

/** Where one who leads is, and who of the people sees that. */
const standing = (leading: object, people: readonly Person[], isSelf: boolean) => {
  const at = placeOf(leading)
  const shows = showsOf(leading) ?? ''
  const [part] = shows.split(' ')
  const own = people.find((one) => one.isSelf)
  const followers = isSelf ? people.filter(isFollower) : []
  const here = followers.filter((one) => placeOf(one) === at && sees(one, part)).length
  return { at, shows, isSeen: sees(own, part), here, followers: followers.length }
}

interface FollowingOptions {
  /** The room's name. */
  readonly name: string
  readonly room: Pick<Room, 'awareness' | 'rules' | 'people' | 'self' | 'signals'>
}

/** What a person has stopped goes with this tab, to the next page of the room too, and where the host goes there. */
export const createFollowing = ({ name: ofRoom, room }: FollowingOptions): Following => {
  const lead = createValue<Lead | null>(null)
  const store = `stays:${ofRoom}`
  /** The one whom this person follows no longer. */
  let stopped = inTab.read(store)
  let isStaying = false
  const say = (next: boolean) => {
    if (next !== isStaying) room.self.set({ stays: next || undefined })
    isStaying = next
  }
  const stopFor = (key: string | null) => {
    stopped = key
    inTab.write(store, key)
  }
  const look = () => {
    const { follow } = room.rules.get()
    const people = room.people.get()
    const person = follow === null ? undefined : people.find(({ clientIds }) => clientIds.includes(follow))
    if (follow === null || person === undefined) return lead.set(null)
    const { key, name = words().people.unnamed, isSelf } = person
    // Another host who asks is followed.
    if (stopped !== null && stopped !== key) stopFor(null)
    say(stopped === key)
    const leading = room.awareness.getStates().get(follow) ?? person
    const isFollowed = !isSelf && !isStaying
    const next = { ...{ key, name, isSelf, isFollowed }, ...standing(leading, people, isSelf) }
    if (JSON.stringify(next) !== JSON.stringify(lead.get())) lead.set(next)
  }
  look()
  const undo = [
    room.rules.subscribe(look),
    room.people.subscribe(look),
    // The rule alone ends for a while on the way to another page of the host, too.
    room.signals.on('follow', ({ data }) => {
      if (data !== false) return
      stopFor(null)
      look()
    }),
  ]

  return {
    lead,
    toggle() {
      stopFor(stopped === null ? (lead.get()?.key ?? null) : null)
      look()
    },
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
