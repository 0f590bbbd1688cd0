import { Control } from '../../common/room/control.tsx'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'

/** For hosts: keeps who sits where, so that everybody finds their desk in the next lesson. */
export const PlanSetting = () => {
  const { seating, news } = useClassroom()
  const { write, isHost } = useRights()
  const { floor } = useWords()
  const { size } = useReadable(seating.plan)
  if (!isHost) return null
  const keep = () => {
    seating.plan.keep(seating.seats.get())
    news.toast('own', seating.plan.get().size > 0 ? floor.planKept : floor.planOfNobody)
  }
  return (
    <div className="setting">
      <span>
        {floor.plan} <span className="hint">{floor.planFor(size)}</span>
      </span>
      <span className="row">
        {size > 0 && (
          <Control off={write} onClick={seating.plan.forget}>
            {floor.forgetPlan}
          </Control>
        )}
        <Control off={write} onClick={keep}>
          {floor.keepPlan}
        </Control>
      </span>
    </div>
  )
}
