import { changeBetween, type JsonObject, type Role, type RoleName } from '../../shared/index.ts'
import type { FieldsRead, RegisteredPresence } from '../register.ts'
import type { Tab } from './roster.ts'

/** The fields of presence that Homeroom knows. What has no value is absent. */
export interface PresenceFields {
  /** The name to show: at most 64 characters that can be seen. */
  readonly name?: string
  /** The place, in units of the app's own: 0 to 1 where the room's `space` is `unit`. */
  readonly x?: number
  /** As `x`. */
  readonly y?: number
  /** One emoji. */
  readonly emoji?: string
  /** True while the hand is up. */
  readonly hand?: boolean
  /** When the hand went up, in ms since 1970 by the relay's clock. */
  readonly handAt?: number
  /** The id that the relay verified; absent for anonymous people, whatever they say, and with a relay that verifies nobody. */
  readonly id?: string
  /** The role that the relay verified, as `id`: one of Homeroom's, or a word of the relay's own. */
  readonly role?: RoleName
  /** The role whose rights they have: `role` itself, or what the relay's own word for it stands for. */
  readonly rights?: Role
  /** True where the page has not been looked at for a while. */
  readonly away?: boolean
}

/** Where somebody is and what they do, as far as they say, with the app's own fields. What has no value is absent. */
export type Presence<Own extends object = RegisteredPresence> = PresenceFields & FieldsRead<Own>

/** What Homeroom knows of somebody in the room: all tabs with one verified id, or one anonymous tab. */
export interface PersonFields extends PresenceFields {
  /** The same for as long as the person is here; `id:` and the verified id, or `client:` and the clientID. */
  readonly key: string
  /** `reconnecting`: lost without a word less than 10 s ago. `away`: here, but not looking. */
  readonly status: 'here' | 'reconnecting' | 'away'
  /** True where this client is one of their tabs. */
  readonly isSelf: boolean
  /** The clientIDs of their tabs, in rising order. */
  readonly clientIds: readonly number[]
}

/** Somebody in the room, with the app's own fields. */
export type Person<Own extends object = RegisteredPresence> = PersonFields & FieldsRead<Own>

/** Something that happened to somebody, once each: `lost` without a word, and `back` within 10 s of it, or `left`. */
export interface PersonEvent<Own extends object = RegisteredPresence> {
  /** What happened. */
  readonly type: 'joined' | 'left' | 'lost' | 'back'
  /** As they are now, or were last. */
  readonly person: Person<Own>
}

/** The key of the person whose tab it is. */
export const personKey = (clientId: number, { id }: { readonly id?: unknown }): string =>
  typeof id === 'string' && id !== '' ? `id:${id}` : `client:${clientId}`

/** What a person was made of: while the tabs are the same, the person is. */
const tabsOfPerson = new WeakMap<Person, readonly Tab[]>()

/**
 * Tabs as people, in a stable order. The latest active tab gives x, y and what it says; any raised hand counts, the
 * first one gives its place. A tab that is lost says nothing while another one is here.
 */
export const groupTabs = (
  tabs: Iterable<Tab>,
  selfId: number,
  before: readonly Person[],
): readonly Person[] => {
  const tabsByKey = new Map<string, Tab[]>()
  for (const tab of tabs) {
    const key = personKey(tab.clientId, tab.state)
    const group = tabsByKey.get(key)
    if (group === undefined) tabsByKey.set(key, [tab])
    else group.push(tab)
  }
  const beforeByKey = new Map(before.map((person) => [person.key, person]))
  // Mostly somebody moves and nobody comes or goes: then the order is there already.
  const isSameCrowd = before.length === tabsByKey.size && before.every(({ key }) => tabsByKey.has(key))
  const keys = isSameCrowd ? beforeByKey.keys() : [...tabsByKey.keys()].sort((a, b) => a.localeCompare(b))
  const people = Array.from(keys, (key) =>
    personOf(key, tabsByKey.get(key) ?? [], selfId, beforeByKey.get(key)),
  )
  return hasSame(people, before) ? before : people
}

/** The person that these tabs are; `old` where that is no other. */
const personOf = (key: string, tabs: readonly Tab[], selfId: number, old: Person | undefined): Person => {
  if (old !== undefined && hasSame(tabsOfPerson.get(old) ?? [], tabs)) return old
  const next = newPerson(key, tabs, selfId)
  // Field by field: written as JSON, each who moved would be written twice.
  const isSame =
    old !== undefined && changeBetween(old as object as JsonObject, next as object as JsonObject) === null
  const person = isSame ? old : next
  tabsOfPerson.set(person, tabs)
  return person
}

/** True where both lists hold the same objects in the same order. */
export const hasSame = <Item>(a: readonly Item[], b: readonly Item[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index])

const newPerson = (key: string, tabs: readonly Tab[], selfId: number): Person => {
  const here = tabs.filter(({ status }) => status === 'here')
  const speaking = [...(here.length > 0 ? here : tabs)].sort((a, b) => rank(b) - rank(a))
  const latest = speaking[0]?.state ?? {}
  const raised = speaking.map(({ state }) => state).filter(({ hand }) => hand === true)
  const times = raised.map(({ handAt }) => handAt).filter((handAt) => typeof handAt === 'number')
  return {
    ...(latest as Presence),
    ...(raised.length > 0 && { hand: true }),
    ...(times.length > 0 && { handAt: Math.min(...times) }),
    key,
    status:
      here.length === 0
        ? 'reconnecting'
        : speaking.every(({ state }) => state.away === true)
          ? 'away'
          : 'here',
    isSelf: tabs.some(({ clientId }) => clientId === selfId),
    clientIds: tabs.map(({ clientId }) => clientId).sort((a, b) => a - b),
  }
}

/** A tab that is looked at comes before one that is not, then the one that changed last. */
const rank = ({ state, changedAt }: Tab): number => changedAt - (state.away === true ? 2 ** 40 : 0)

/** Raised hands in the order in which the relay saw them go up. */
export const handQueue = (people: readonly Person[], before: readonly Person[]): readonly Person[] => {
  const hands = people
    .filter(({ hand }) => hand === true)
    .sort(
      (a, b) =>
        // Of two that are not stamped the difference is no number, and the keys decide.
        (a.handAt ?? Number.POSITIVE_INFINITY) - (b.handAt ?? Number.POSITIVE_INFINITY) ||
        a.key.localeCompare(b.key),
    )
  return hasSame(hands, before) ? before : hands
}

const isLost = ({ status }: Person): boolean => status === 'reconnecting'

/** What happened between two lists of people. */
export const eventsBetween = (
  before: readonly Person[],
  after: readonly Person[],
): readonly PersonEvent[] => {
  const beforeByKey = new Map(before.map((person) => [person.key, person]))
  const afterKeys = new Set(after.map(({ key }) => key))
  const events: PersonEvent[] = []
  for (const person of after) {
    const old = beforeByKey.get(person.key)
    if (old === undefined) events.push({ type: 'joined', person })
    else if (isLost(old) !== isLost(person)) events.push({ type: isLost(person) ? 'lost' : 'back', person })
  }
  for (const person of before) if (!afterKeys.has(person.key)) events.push({ type: 'left', person })
  return events
}
