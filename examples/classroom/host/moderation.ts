import type { Room, SendResult } from 'homeroom/client'
import type { News } from '../news/news.ts'
import type { Member } from '../people/cast.ts'

/** The roles that a host gives in the room; who may be a host is said by tokens. */
export const GIVEN_ROLES = {
  member: 'Takes part in everything, and writes',
  attendee: 'Walks, reacts and raises a hand, but does not write',
  viewer: 'Watches only, and leaves the list of people',
} as const

export type GivenRole = keyof typeof GIVEN_ROLES

/** What hosts order. The relay checks that they are, and tells everyone; what cannot be sent is a toast. */
export interface Moderation {
  lower(member: Member): void
  lowerAll(): void
  /** Asks everyone to follow this person, or no longer. */
  lead(isOn: boolean): void
  mute(isOn: boolean): void
  lock(isOn: boolean): void
  remove(member: Member): void
  giveRole(member: Member, role: GivenRole): void
}

export const createModeration = (room: Pick<Room, 'signals' | 'people'>, news: News): Moderation => {
  const { send } = room.signals
  const tell = (result: SendResult) => {
    if (!result.ok) news.toast('own', result.fault.message)
  }
  /** Somebody who has gone meanwhile needs nothing any more. */
  const tellOf = (kind: string, { key }: Member, data: string | null = null) => {
    const person = room.people.get().find((one) => one.key === key)
    if (person !== undefined) tell(send(kind, data, { to: person }))
  }
  return {
    lower: (member) => tellOf('lower-hand', member),
    lowerAll: () => tell(send('lower-all')),
    lead: (isOn) => tell(send('follow', isOn)),
    mute: (isOn) => tell(send('mute-reactions', isOn)),
    lock: (isOn) => tell(send('lock', isOn)),
    remove: (member) => tellOf('remove', member),
    giveRole: (member, role) => tellOf('role', member, role),
  }
}
