import type { Room, SendResult } from 'homeroom/client'
import type { News } from '../news/news.ts'
import type { Member } from '../people/cast.ts'
import { refusalInWords } from '../words/refusal.ts'

/** The roles that a host can give. Only a token makes a host. */
export const GIVEN_ROLES = ['member', 'attendee', 'viewer'] as const

export type GivenRole = (typeof GIVEN_ROLES)[number]

/** The signal that asks a person's tabs to show another name: the relay has no order for it. */
export const GIVE_NAME = 'give-name'

/** What hosts order. The relay checks the sender's role and tells everyone; an order that cannot be sent becomes a toast. */
export interface Moderation {
  lower(member: Member): void
  lowerAll(): void
  /** Asks everyone to follow this person, or to stop. */
  lead(isOn: boolean): void
  mute(isOn: boolean): void
  lock(isOn: boolean): void
  /** Lets all who take part write. */
  letWrite(isOn: boolean): void
  remove(member: Member): void
  giveRole(member: Member, role: GivenRole): void
  /** Asks a person's page to show another name. */
  giveName(member: Member, name: string): void
}

export const createModeration = (room: Pick<Room, 'signals' | 'people'>, news: News): Moderation => {
  const { send } = room.signals
  const tell = (result: SendResult) => {
    if (!result.ok) news.toast('own', refusalInWords(result.fault))
  }
  /** An order about a person who has left meanwhile is dropped. */
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
    letWrite: (isOn) => tell(send('attendees-write', isOn)),
    remove: (member) => tellOf('remove', member),
    giveRole: (member, role) => tellOf('role', member, role),
    giveName: (member, name) => tellOf(GIVE_NAME, member, name),
  }
}
