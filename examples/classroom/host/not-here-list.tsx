import './not-here.css'
import { ChevronRight, ClipboardList } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { compared, namesIn } from '../../common/class-list/class-list.ts'
import { ClassListDialog } from '../../common/class-list/class-list-dialog.tsx'
import { useClassList } from '../../common/class-list/use-class-list.ts'
import { usePass } from '../../common/page/pass.ts'
import type { Attender } from '../../common/people/attender.ts'
import { Name, Token } from '../../common/people/person.tsx'
import { useAct } from '../../common/versions/use-act.ts'
import { useLanguage, useWords } from '../../common/words/index.ts'
import { useNotHereWords } from '../../common/words/not-here.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { ClassListView } from './class-list-view.tsx'
import { type Missing, missingOf } from './not-here.ts'
import { useHere } from './use-here.ts'
import { askRelay, type HostAccess } from './watching.ts'

/** What the relay has noted of who was there. It rejects with what the relay says where it notes nothing, or does not tell this person. */
const attendersIn = async (access: HostAccess): Promise<readonly Attender[]> =>
  (await (await askRelay(access, 'attendance')).json()).rows

/** For hosts: who is on the class list and not here; where there is no list, who was here in the last lesson or earlier today. */
export const NotHereList = ({ room }: { room: string }) => {
  const words = useNotHereWords()
  const token = usePass().bearer()
  const [isOpen, setIsOpen] = useState(false)
  const [isEdited, setIsEdited] = useState(false)
  const [list] = useClassList(room)
  const [before, setBefore] = useState<readonly Missing[] | null>(null)
  const names = useMemo(() => namesIn(list), [list])
  const here = useHere(room, isOpen && names.length > 0)
  const result = names.length === 0 || here === null ? null : compared(names, here)
  if (token === null) return null

  const missing = names.length > 0 ? result?.missing : isOpen ? before : null
  return (
    <details className="watching" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        <ChevronRight /> {words.title}
        {missing && <span>{missing.length}</span>}
      </summary>
      {result !== null && <ClassListView count={names.length} result={result} />}
      {isOpen && names.length === 0 && (
        <HereBefore access={{ room, token }} missing={before} onMissing={setBefore} />
      )}
      <button className="small class-list-open" type="button" onClick={() => setIsEdited(true)}>
        <ClipboardList /> {words.listAsk}
      </button>
      {isEdited && <ClassListDialog room={room} onClose={() => setIsEdited(false)} />}
    </details>
  )
}

interface HereBeforeProps {
  readonly access: HostAccess
  readonly missing: readonly Missing[] | null
  readonly onMissing: (missing: readonly Missing[]) => void
}

/** Those who were here before and are not here now, by what the relay has noted. */
const HereBefore = ({ access, missing, onMissing }: HereBeforeProps) => {
  const { members } = useReadable(useClassroom().cast)
  const { people } = useWords()
  const words = useNotHereWords()
  const language = useLanguage()
  const [fault, , run] = useAct()
  const here = new Set(members.map(({ key }) => key.replace(/^id:/, '')))
  const look = async () => onMissing(missingOf(await attendersIn(access), here, Date.now()))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a person who comes or goes is one more or one less.
  useEffect(() => {
    void run(look)
  }, [members.length])

  const dayOf = (ms: number) =>
    new Date(ms).toLocaleDateString(language, { weekday: 'short', day: 'numeric', month: 'long' })
  return (
    <>
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
    </>
  )
}
