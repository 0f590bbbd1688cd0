import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import { SEAT_WORDS } from './words.ts'

/** For hosts: keeps who sits where, so that everybody finds their desk in the next lesson. */
export const PlanSetting = () => {
  const { seating, news } = useClassroom()
  const { write, isHost } = useRights()
  const { size } = useReadable(seating.plan)
  if (!isHost) return null
  const keep = () => {
    seating.plan.keep(seating.seats.get())
    news.toast('own', SEAT_WORDS.planKept(seating.plan.get().size))
  }
  return (
    <div className="setting">
      <span>
        {SEAT_WORDS.plan} <span className="hint">{SEAT_WORDS.planFor(size)}</span>
      </span>
      <span className="row">
        {size > 0 && (
          <Control off={write} onClick={seating.plan.forget}>
            {SEAT_WORDS.forgetPlan}
          </Control>
        )}
        <Control off={write} onClick={keep}>
          {SEAT_WORDS.keepPlan}
        </Control>
      </span>
    </div>
  )
}
