import { useEffect, useState } from 'react'
import type { Here } from '../../common/class-list/class-list.ts'
import { usePass } from '../../common/page/pass.ts'
import { relayApi } from '../../common/page/relay-api.ts'
import { twinNames } from '../../common/people/twins.ts'
import { words } from '../../common/words/index.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'

interface Presence {
  readonly entries: readonly {
    readonly clientId: number
    readonly state: {
      readonly id?: string
      readonly name?: string
      readonly role?: string
      /** Left out where the role is one of the relay's own words. */
      readonly rights?: string
    }
  }[]
}

/** Somebody who is here, as lists show them. */
export interface SomebodyHere extends Here {
  /** The name, with a number behind it where others have the same; else a word for none. */
  readonly shown: string
  readonly clientIds: readonly number[]
}

/** Those in presence who are no hosts, each once. */
const peopleOf = ({ entries }: Presence): readonly SomebodyHere[] => {
  const byKey = new Map<string, Omit<SomebodyHere, 'shown'>>()
  for (const { clientId, state } of entries) {
    if ((state.rights ?? state.role) === 'host') continue
    const key = state.id === undefined ? `client:${clientId}` : `id:${state.id}`
    const clientIds = [...(byKey.get(key)?.clientIds ?? []), clientId]
    byKey.set(key, { key, clientIds, name: state.name ?? '' })
  }
  const people = [...byKey.values()]
  const twins = twinNames(people.filter(({ name }) => name !== ''))
  return people.map((person) => ({
    ...person,
    shown: twins.get(person.key) ?? (person.name || words().people.unnamed),
  }))
}

/**
 * Those who are here and are no hosts, with an empty name where they have none. Of a crowd the page is told of some people only, so the relay is asked for all
 * of them while `isAsked`; null until it has answered.
 */
export const useHere = (name: string, isAsked: boolean): readonly SomebodyHere[] | null => {
  const { cast, crowd } = useClassroom()
  const { members } = useReadable(cast)
  const total = useReadable(crowd.total)
  const pass = usePass()
  const [all, setAll] = useState<readonly SomebodyHere[] | null>(null)
  useEffect(() => {
    if (!isAsked || total === null) return
    let isOver = false
    relayApi(
      name,
      pass,
    )<Presence>('presence').then(
      (presence) => {
        if (!isOver) setAll(peopleOf(presence))
      },
      // The next who comes or goes has it asked again.
      () => undefined,
    )
    return () => {
      isOver = true
    }
  }, [name, pass, isAsked, total])
  if (total !== null) return all
  return members
    .filter(({ role }) => role !== 'host')
    .map(({ key, ownName, name: shown }) => ({ key, clientIds: [], name: ownName, shown }))
}
