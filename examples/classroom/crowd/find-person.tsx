import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { usePass } from '../../common/page/pass.ts'
import { relayApi } from '../../common/page/relay-api.ts'
import type { Member } from '../../common/people/cast.ts'
import { useAct } from '../../common/versions/use-act.ts'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'

/** So many are shown: more of the name says whom of many. */
const MOST = 20

interface Presence {
  readonly entries: readonly {
    readonly clientId: number
    readonly state: { readonly name?: string }
  }[]
}

const plain = (text: string): string => text.normalize('NFKC').trim().toLocaleLowerCase()

export interface FindPersonProps {
  /** The name of the room. */
  readonly room: string
  /** A row of the list. */
  readonly row: (member: Member) => ReactNode
}

/** For hosts: finds people of a crowd by name among all, and shows them. */
export const FindPerson = ({ room, row }: FindPersonProps) => {
  const { crowd: look } = useClassroom()
  const { people } = useWords()
  const pass = usePass()
  const [text, setText] = useState('')
  const [count, setCount] = useState<number | null>(null)
  const [fault, isBusy, run] = useAct()
  useEffect(() => () => look.found.set([]), [look])

  const clear = () => {
    look.found.set([])
    setCount(null)
  }
  const find = (event: FormEvent) => {
    event.preventDefault()
    const wanted = plain(text)
    if (wanted === '') return clear()
    void run(async () => {
      const { entries } = await relayApi(room, pass)<Presence>('presence')
      const found = entries.filter(({ state: { name = '' } }) => plain(name).includes(wanted))
      look.found.set(found.slice(0, MOST).map(({ clientId }) => clientId))
      setCount(found.length)
    })
  }
  return (
    <search>
      <form className="crowd-find" onSubmit={find}>
        <input
          type="search"
          aria-label={people.find}
          placeholder={people.find}
          maxLength={64}
          autoComplete="off"
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            if (target.value === '') clear()
          }}
        />
        <button type="submit" disabled={isBusy}>
          {people.search}
        </button>
      </form>
      <p className="hint" role="status">
        {fault ?? (count === null ? '' : count > MOST ? people.foundMany(count, MOST) : people.found(count))}
      </p>
      <Found row={row} />
    </search>
  )
}

/** Those who were found, as soon as the relay shows them. */
const Found = ({ row }: Pick<FindPersonProps, 'row'>) => {
  const { room, crowd: look, cast } = useClassroom()
  const found = useReadable(look.found)
  const { members } = useReadable(cast)
  const { people } = useWords()
  const isFound = ({ key }: Member) =>
    room.people
      .get()
      .some((person) => person.key === key && person.clientIds.some((one) => found.includes(one)))
  const shown = found.length === 0 ? [] : members.filter(isFound)
  if (shown.length === 0) return null
  return (
    <ul className="crowd-found" aria-label={people.foundList}>
      {shown.map(row)}
    </ul>
  )
}
