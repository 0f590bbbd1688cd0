// The people of a room, as its lists show them.

import type { Person, ReadonlyStore, Room } from 'homeroom/client'
import { isKind, type Kind } from '../page/address.ts'
import { createValue } from '../page/value.ts'
import { onWords, words } from '../words/index.ts'
import { hostNamesOf, isNamesake } from './namesake.ts'
import { twinNames } from './twins.ts'

/** What lists show of a person: all but their place, which changes many times a second. */
export interface Member {
  readonly key: string
  /** For the person's colour. Unlike `key` it stays the same after a reload. */
  readonly sitter: string
  /** With a number behind it where another one here has the same. */
  readonly name: string
  /** The name alone; empty where there is none. */
  readonly ownName: string
  readonly emoji: string
  readonly hand: boolean
  /** The role whose rights they have, whatever the relay calls it; null if the relay verifies nobody. */
  readonly role: Person['rights'] | null
  /** Has the name of a host and is none. */
  readonly isNamesake: boolean
  readonly isSelf: boolean
  readonly status: Person['status']
  /** What they have the room open as, as they say. */
  readonly at: Kind
}

export interface Cast {
  readonly members: readonly Member[]
  /** The members with a raised hand, the first to raise it first. */
  readonly hands: readonly Member[]
}

/**
 * The verified id; for an anonymous person the id that their tab made up. Nobody vouches for that one, just as nobody
 * vouches for their name.
 */
export const sitterKey = (person: Pick<Person, 'key'>): string => {
  if (person.key.startsWith('id:')) return person.key
  const { sitter } = person as { readonly sitter?: unknown }
  return typeof sitter === 'string' && sitter !== '' ? `tab:${sitter.slice(0, 64)}` : person.key
}

/** Clients that have no page, such as bots, say nothing. */
export const placeOf = (presence: object): Kind => {
  const { at } = presence as { readonly at?: unknown }
  return isKind(at) ? at : 'class'
}

const namedOf = ({ name, rights }: Person) => ({ name: name ?? null, role: rights })

/** Those who have a name and are no hosts: a host is marked. */
const pupilsOf = (people: readonly Person[]) =>
  people.flatMap((person) => {
    const { name, rights } = person
    return name === undefined || rights === 'host' ? [] : [{ key: sitterKey(person), name }]
  })

interface Names {
  readonly hosts: ReadonlySet<string>
  readonly twins: ReadonlyMap<string, string>
}

const memberOf = (person: Person, { hosts, twins }: Names): Member => ({
  key: person.key,
  sitter: sitterKey(person),
  name: twins.get(sitterKey(person)) ?? person.name ?? words().people.unnamed,
  ownName: person.name ?? '',
  emoji: person.emoji ?? '',
  hand: person.hand === true,
  role: person.rights ?? null,
  isNamesake: isNamesake(namedOf(person), hosts),
  isSelf: person.isSelf,
  status: person.status,
  at: placeOf(person),
})

/**
 * How the room calls the person of a key, who says to have a name: with the number behind it. Somebody who is not here, or has another name
 * by now, keeps the one that is given.
 */
export const calledIn = <Name extends string | null>(
  { members }: Pick<Cast, 'members'>,
  personKey: string | null,
  name: Name,
): string | Name => {
  const member = members.find(({ key }) => key === personKey)
  return member !== undefined && member.ownName === name ? member.name : name
}

const isSame = (a: Member, b: Member): boolean =>
  (Object.keys(a) as (keyof Member)[]).every((field) => a[field] === b[field])

const isSameList = (a: readonly Member[], b: readonly Member[]): boolean =>
  a.length === b.length && a.every((member, index) => member === b[index])

/** The next cast. Unchanged parts keep their identity, so that a move draws nothing again. */
const castOf = (people: readonly Person[], hands: readonly Person[], before: Cast): Cast => {
  const beforeByKey = new Map(before.members.map((member) => [member.key, member]))
  const memberByKey = new Map<string, Member>()
  const names = { hosts: hostNamesOf(people.map(namedOf)), twins: twinNames(pupilsOf(people)) }
  for (const person of people) {
    const next = memberOf(person, names)
    const old = beforeByKey.get(person.key)
    memberByKey.set(person.key, old !== undefined && isSame(old, next) ? old : next)
  }
  const members = [...memberByKey.values()]
  const raised = hands.flatMap(({ key }) => memberByKey.get(key) ?? [])
  const after = {
    members: isSameList(members, before.members) ? before.members : members,
    hands: isSameList(raised, before.hands) ? before.hands : raised,
  }
  return after.members === before.members && after.hands === before.hands ? before : after
}

/** The cast of a room as it changes. Nobody sees a viewer in the room, so a viewer does not see themselves either. */
export const createCast = (
  room: Pick<Room, 'people' | 'hands' | 'welcome'>,
): ReadonlyStore<Cast> & { stop(): void } => {
  const isSeen = ({ isSelf }: Person) => !isSelf || room.welcome.get()?.identity.rights !== 'viewer'
  const read = (before: Cast) =>
    castOf(room.people.get().filter(isSeen), room.hands.get().filter(isSeen), before)
  const cast = createValue<Cast>(read({ members: [], hands: [] }))
  const update = () => cast.set(read(cast.get()))
  const undo = [
    room.people.subscribe(update),
    room.hands.subscribe(update),
    room.welcome.subscribe(update),
    onWords(update),
  ]
  return {
    get: cast.get,
    subscribe: cast.subscribe,
    stop() {
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}

/** Pupil 2 comes before Pupil 10. */
const byName = new Intl.Collator(undefined, { numeric: true })

/** This person first, then hosts, then the others, by name, and people of the same name by key: the same order in all windows. */
export const inOrder = (members: readonly Member[]): readonly Member[] =>
  members.toSorted(
    (a, b) =>
      Number(b.isSelf) - Number(a.isSelf) ||
      Number(b.role === 'host') - Number(a.role === 'host') ||
      byName.compare(a.name, b.name) ||
      a.key.localeCompare(b.key),
  )
