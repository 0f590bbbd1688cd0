import { ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { usePass } from '../../common/page/pass.ts'
import { Name, Token } from '../../common/people/person.tsx'
import { useAct } from '../../common/versions/use-act.ts'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { letTakePart, type Watcher, watchersIn } from './watching.ts'

/** The people who only watch, for hosts: nobody else sees them in the room. Each can be let take part again. */
export const WatchingList = ({ room }: { room: string }) => {
  const { cast } = useClassroom()
  const { members } = useReadable(cast)
  const { host, people } = useWords()
  const token = usePass().bearer()
  const names = useNames()
  const [isOpen, setIsOpen] = useState(false)
  const [watchers, setWatchers] = useState<readonly Watcher[]>([])
  const [fault, , run] = useAct()
  const access = { room, token: token ?? '' }
  const look = async () => setWatchers(await watchersIn(access))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a person who comes or goes may be one who watches.
  useEffect(() => {
    if (isOpen) void run(look)
  }, [isOpen, members.length])
  if (token === null) return null

  const admit = (watcher: Watcher) =>
    run(async () => {
      await letTakePart(access, watcher)
      await look()
    })
  return (
    <details className="watching" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        <ChevronRight /> {host.watching}
      </summary>
      {fault !== null && (
        <p className="error" role="alert">
          {fault}
        </p>
      )}
      {watchers.length === 0 && fault === null && <p className="hint">{host.nobodyWatches}</p>}
      <ul aria-label={host.watchers}>
        {watchers.map((watcher) => {
          const name = names.get(`id:${watcher.id}`) ?? (watcher.name || people.unnamed)
          return (
            <li key={watcher.id} className="person">
              <Token sitter={`id:${watcher.id}`} name={name} />
              <Name>{name}</Name>
              <button
                className="small"
                type="button"
                aria-label={host.letOneTakePart(name)}
                onClick={() => admit(watcher)}
              >
                {host.letTakePart}
              </button>
            </li>
          )
        })}
      </ul>
    </details>
  )
}

/** What people called themselves before they watched: the relay tells of their tokens alone. */
const useNames = (): ReadonlyMap<string, string> => {
  const { members } = useReadable(useClassroom().cast)
  const names = useRef(new Map<string, string>())
  for (const { key, name } of members) names.current.set(key, name)
  return names.current
}
