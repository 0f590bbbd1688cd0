import { Dialog } from '../page/dialog.tsx'
import { useAct } from '../versions/use-act.ts'
import { useWords } from '../words/index.ts'
import { RemovedList } from './removed-list.tsx'
import { useWaitingRoom } from './waiting-context.tsx'

/** Those who wait in front of the room: let in one by one or all at once, or turned away. */
export const WaitingDialog = ({ onClose }: { onClose: () => void }) => {
  const { waiting: words } = useWords()
  const room = useWaitingRoom()
  const [fault, isBusy, run] = useAct()
  if (room === null) return null
  const { waiting, acts } = room
  const nowMs = Date.now()
  return (
    <Dialog title={words.dialog} onClose={onClose}>
      {waiting.length === 0 ? (
        <p className="hint">{words.nobody}</p>
      ) : (
        <ul className="door-list" aria-label={words.dialog}>
          {waiting.map((person) => {
            const name = person.name ?? words.unnamed
            return (
              <li key={person.id}>
                <span className="door-person">
                  <bdi>{name}</bdi>
                  <span className="hint">{words.since(person.atMs, nowMs)}</span>
                </span>
                <button
                  type="button"
                  aria-label={words.turnAwayPerson(name)}
                  onClick={() => run(() => acts.turnAway(person))}
                >
                  {words.turnAway}
                </button>
                <button
                  className="primary"
                  type="button"
                  aria-label={words.admitPerson(name)}
                  onClick={() => run(() => acts.admit([person]))}
                >
                  {words.admit}
                </button>
              </li>
            )
          })}
        </ul>
      )}
      {waiting.length > 1 && (
        <button
          className="primary"
          type="button"
          aria-disabled={isBusy}
          onClick={() => run(() => acts.admit(waiting))}
        >
          {words.admitAll(waiting.length)}
        </button>
      )}
      <p className="error" role="alert">
        {fault}
      </p>
      <RemovedList />
    </Dialog>
  )
}
