import { useEffect } from 'react'
import type { Person, PersonEvent, Presence } from '../presence/people.ts'
import type { Other } from '../presence/people-lists.ts'
import type { PresenceChange } from '../presence/self.ts'
import { useLatest } from './latest.ts'
import { useReadable, useSelected } from './readable.ts'
import { useRoom } from './room-provider.tsx'

/**
 * Own presence, or what `select` makes of it, and the function that changes it; compared as {@link useReadable} does.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useSelf } from 'homeroom/react'
 *
 * export const Hand = () => {
 *   const [isUp, setSelf] = useSelf(({ hand }) => hand === true)
 *   return <button onClick={() => setSelf({ hand: !isUp })}>{isUp ? 'Lower' : 'Raise'}</button>
 * }
 * ```
 */
export function useSelf(): readonly [Presence, (change: PresenceChange) => void]
export function useSelf<Selected>(
  select: (presence: Presence) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): readonly [Selected, (change: PresenceChange) => void]
export function useSelf(
  select?: (presence: Presence) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): unknown {
  const { self } = useRoom()
  return [useSelected(self, select, isEqual), self.set]
}

/**
 * Every other tab, or what `select` makes of them; compared as {@link useReadable} does.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useOthers } from 'homeroom/react'
 *
 * export const Count = () => <p>{useOthers((others) => others.length)} others</p>
 * ```
 */
export function useOthers(): readonly Other[]
export function useOthers<Selected>(
  select: (others: readonly Other[]) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Selected
export function useOthers(
  select?: (others: readonly Other[]) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): unknown {
  return useSelected(useRoom().others, select, isEqual)
}

/**
 * Everyone, this client too, or what `select` makes of them; tabs of one verified person are one. What is selected is compared as
 * {@link useReadable} does: a list of names does not render while people move.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { usePeople } from 'homeroom/react'
 *
 * export const People = () => {
 *   const people = usePeople((all) => all.map(({ key, name }) => ({ key, name })))
 *   return <ul>{people.map(({ key, name }) => <li key={key}>{name}</li>)}</ul>
 * }
 * ```
 */
export function usePeople(): readonly Person[]
export function usePeople<Selected>(
  select: (people: readonly Person[]) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Selected
export function usePeople(
  select?: (people: readonly Person[]) => unknown,
  isEqual?: (a: unknown, b: unknown) => boolean,
): unknown {
  return useSelected(useRoom().people, select, isEqual)
}

/**
 * Somebody by their `key`; null where they are not there. What others do renders nothing.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { usePerson } from 'homeroom/react'
 *
 * export const Name = ({ of }: { of: string }) => <b>{usePerson(of)?.name ?? 'gone'}</b>
 * ```
 */
export const usePerson = (key: string): Person | null =>
  useReadable(useRoom().people, (people) => people.find((person) => person.key === key) ?? null, Object.is)

/**
 * Calls the latest `listener` once for each thing that happens to somebody: they join, leave, are lost or are back.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { usePeopleEvents } from 'homeroom/react'
 *
 * export const Log = () => {
 *   usePeopleEvents(({ type, person }) => console.log(person.name, type))
 *   return null
 * }
 * ```
 */
export const usePeopleEvents = (listener: (event: PersonEvent) => void): void => {
  const { people } = useRoom()
  const latest = useLatest(listener)
  useEffect(() => people.listen((event) => latest.current(event)), [people, latest])
}

/**
 * The people whose hand is up, first come first.
 *
 * @throws Error where there is no {@link RoomProvider} above.
 * @example
 * ```tsx
 * import { useHands } from 'homeroom/react'
 *
 * export const Next = () => <p>Next: {useHands()[0]?.name ?? 'nobody'}</p>
 * ```
 */
export const useHands = (): readonly Person[] => useReadable(useRoom().hands)
