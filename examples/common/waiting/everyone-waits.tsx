import { useId } from 'react'
import { useAct } from '../versions/use-act.ts'
import { useWords } from '../words/index.ts'
import { useWaitingRoom } from './waiting-context.tsx'

/** The switch of the waiting room: everyone who comes by a link waits from now on. */
export const EveryoneWaits = () => {
  const { waiting: words } = useWords()
  const room = useWaitingRoom()
  const [fault, isBusy, run] = useAct()
  const label = useId()
  const hint = useId()
  if (room === null) return null
  const { everyone, acts } = room
  return (
    <div>
      <div className="setting">
        <span id={label}>{words.everyone}</span>
        <button
          type="button"
          role="switch"
          aria-checked={everyone}
          aria-disabled={isBusy}
          aria-labelledby={label}
          aria-describedby={hint}
          onClick={() => run(() => acts.hold(!everyone))}
        >
          {everyone ? words.on : words.off}
        </button>
      </div>
      <p className="hint" id={hint}>
        {words.everyoneHint}
      </p>
      <p className="error" role="alert">
        {fault}
      </p>
    </div>
  )
}
