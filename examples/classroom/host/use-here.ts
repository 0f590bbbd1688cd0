import { useEffect, useState } from 'react'
import { usePass } from '../../common/page/pass.ts'
import { relayApi } from '../../common/page/relay-api.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import type { Here } from './class-list.ts'

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

/** Those in presence who are no hosts, each once. */
const peopleOf = ({ entries }: Presence): readonly Here[] => {
  const byKey = new Map<string, Here>()
  for (const { clientId, state } of entries) {
    if ((state.rights ?? state.role) === 'host') continue
    const key = state.id === undefined ? `client:${clientId}` : `id:${state.id}`
    byKey.set(key, { key, name: state.name ?? '' })
  }
  return [...byKey.values()]
}

/**
 * Those who are here and are no hosts, with an empty name where they have none. Of a crowd the page is told of some people only, so the relay is asked for all
 * of them while `isAsked`; null until it has answered.
 */
export const useHere = (name: string, isAsked: boolean): readonly Here[] | null => {
  const { cast, crowd, room } = useClassroom()
  const { members } = useReadable(cast)
  const total = useReadable(crowd.total)
  const pass = usePass()
  const [all, setAll] = useState<readonly Here[] | null>(null)
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
  const nameByKey = new Map(room.people.get().map((person) => [person.key, person.name ?? '']))
  return members
    .filter(({ role }) => role !== 'host')
    .map(({ key }) => ({ key, name: nameByKey.get(key) ?? '' }))
}
