import { ChevronRight } from 'lucide-react'
import { useAct } from '../versions/use-act.ts'
import { upright } from '../words/formats.ts'
import { useWords } from '../words/index.ts'
import { useWaitingRoom } from './waiting-context.tsx'

/** Those who may not come in: a host lets them in again. */
export const RemovedList = ({ isOpen = false }: { readonly isOpen?: boolean }) => {
  const { waiting: words, people } = useWords()
  const room = useWaitingRoom()
  const [fault, , run] = useAct()
  if (room === null || (room.removed.length === 0 && fault === null)) return null
  const nowMs = Date.now()
  return (
    <details className="removed watching" open={isOpen}>
      <summary>
        <ChevronRight /> {words.removed(room.removed.length)}
      </summary>
      <p className="hint">{words.removedHint}</p>
      <ul className="door-list">
        {room.removed.map((person) => {
          const name = person.name ?? people.unnamed
          return (
            <li key={person.id}>
              <span className="door-person">
                <bdi>{upright(name)}</bdi>
                <span className="hint">
                  {person.waited ? words.wasTurnedAway : words.wasRemoved}
                  {', '}
                  {words.since(person.atMs, nowMs)}
                </span>
              </span>
              <button
                type="button"
                aria-label={words.letBackPerson(name)}
                onClick={() => run(() => room.acts.admit([person]))}
              >
                {words.letBack}
              </button>
            </li>
          )
        })}
      </ul>
      <p className="error" role="alert">
        {fault}
      </p>
    </details>
  )
}
