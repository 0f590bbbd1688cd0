import { Minus, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../../common/page/dialog.tsx'
import { Control } from '../../common/room/control.tsx'
import type { Off } from '../../common/room/rights.ts'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { type Layout, layoutFor, MOST_COLUMNS, MOST_ROWS } from './layout.ts'
import { PlanSetting } from './plan-setting.tsx'
import { useDesksOff } from './use-desks-off.ts'

/** How many desks there are, and who finds which one again. */
export const DesksDialog = ({ onClose }: { onClose: () => void }) => {
  const { seating } = useClassroom()
  const layout = useReadable(seating.chosen)
  const { floor, settings } = useWords()
  const off = useDesksOff()
  const set = (next: Partial<Layout>) => seating.chosen.set({ ...layout, ...next })
  return (
    <Dialog title={floor.desks} onClose={onClose}>
      <p className="hint">
        {settings.desks(layout.rows * layout.columns)}. {off ?? settings.desksHint}
      </p>
      {off === null && <ForPeople onSetUp={(people) => set(layoutFor(people))} />}
      <Stepper
        label={settings.rows}
        value={layout.rows}
        most={MOST_ROWS}
        off={off}
        onChange={(rows) => set({ rows })}
      />
      <Stepper
        label={settings.columns}
        value={layout.columns}
        most={MOST_COLUMNS}
        off={off}
        onChange={(columns) => set({ columns })}
      />
      <SeatAll />
      <PlanSetting />
    </Dialog>
  )
}

/** For hosts: a class that walks about sits down. */
const SeatAll = () => {
  const { seating } = useClassroom()
  const { present, isHost } = useRights()
  const { floor } = useWords()
  if (!isHost) return null
  return (
    <Control off={present} onClick={() => void seating.seatAll()}>
      {floor.seatAll}
    </Control>
  )
}

/** A teacher knows how many come, and not how many rows that is. */
const ForPeople = ({ onSetUp }: { onSetUp: (people: number) => void }) => {
  const { settings } = useWords()
  const [people, setPeople] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSetUp(Number(people))
  }
  return (
    <form className="row" onSubmit={submit}>
      <label className="field">
        <span>{settings.desksFor}</span>
        <input
          type="number"
          min={1}
          max={MOST_ROWS * MOST_COLUMNS}
          required
          value={people}
          onChange={({ target }) => setPeople(target.value)}
        />
      </label>
      <button type="submit">{settings.setUp}</button>
    </form>
  )
}

interface StepperProps {
  readonly label: string
  readonly value: number
  readonly most: number
  readonly off: Off
  readonly onChange: (value: number) => void
}

const Stepper = ({ label, value, most, off, onChange }: StepperProps) => {
  const { settings } = useWords()
  return (
    <fieldset className="stepper">
      <legend>{label}</legend>
      <Control
        off={off ?? (value <= 1 ? settings.atLeast : null)}
        aria-label={settings.oneLess(label)}
        onClick={() => onChange(value - 1)}
      >
        <Minus />
      </Control>
      <output>{value}</output>
      <Control
        off={off ?? (value >= most ? settings.atMost(most) : null)}
        aria-label={settings.oneMore(label)}
        onClick={() => onChange(value + 1)}
      >
        <Plus />
      </Control>
    </fieldset>
  )
}
