import { ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { usePass } from '../../common/page/pass.ts'
import type { Attender } from '../../common/people/attender.ts'
import { Name, Token } from '../../common/people/person.tsx'
import { useAct } from '../../common/versions/use-act.ts'
import { useLanguage, useWords } from '../../common/words/index.ts'
import { useNotHereWords } from '../../common/words/not-here.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { type Missing, missingOf } from './not-here.ts'
import { askRelay, type HostAccess } from './watching.ts'

/** What the relay has noted of who was there. It rejects with what the relay says where it notes nothing, or does not tell this person. */
const attendersIn = async (access: HostAccess): Promise<readonly Attender[]> =>
  (await (await askRelay(access, 'attendance')).json()).rows

/** For hosts: who was here in the last lesson or earlier today, and is not here now. */
export const NotHereList = ({ room }: { room: string }) => {
  const { members } = useReadable(useClassroom().cast)
  const { people } = useWords()
  const words = useNotHereWords()
  const language = useLanguage()
  const token = usePass().bearer()
  const [isOpen, setIsOpen] = useState(false)
  const [missing, setMissing] = useState<readonly Missing[] | null>(null)
  const [fault, , run] = useAct()
  const here = new Set(members.map(({ key }) => key.replace(/^id:/, '')))
  const look = async () =>
    setMissing(missingOf(await attendersIn({ room, token: token ?? '' }), here, Date.now()))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a person who comes or goes is one more or one less.
  useEffect(() => {
    if (isOpen) void run(look)
  }, [isOpen, members.length])
  if (token === null) return null

  const dayOf = (ms: number) =>
    new Date(ms).toLocaleDateString(language, { weekday: 'short', day: 'numeric', month: 'long' })
  return (
    <details className="watching" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        <ChevronRight /> {words.title}
        {isOpen && missing !== null && <span>{missing.length}</span>}
      </summary>
      {fault !== null && (
        <p className="error" role="alert">
          {fault}
        </p>
      )}
      {missing !== null && fault === null && (
        <p className="hint">{missing.length === 0 ? words.nobody : words.says}</p>
      )}
      <ul aria-label={words.people}>
        {missing?.map(({ id, name, lastMs, isToday }) => (
          <li key={id} className="person">
            <Token sitter={`id:${id}`} name={name || people.unnamed} />
            <Name>{name || people.unnamed}</Name>
            <span className="person-state">{isToday ? words.left(lastMs) : words.lastOn(dayOf(lastMs))}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
