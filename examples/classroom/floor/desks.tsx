import { type CSSProperties, type KeyboardEvent, memo, useState } from 'react'
import { isFollowed } from '../host/following.ts'
import { Badges, HostMark, Name, personStyle, Token } from '../people/person.tsx'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import { type DeskView, deskInWords } from './desk-views.ts'
import { cellOf, type Place } from './layout.ts'

const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** The desks: one stop for the Tab key, with arrow keys from each to the next. */
export const Desks = ({ views }: { views: readonly DeskView[] }) => {
  const classroom = useClassroom()
  const layout = useReadable(classroom.seating.layout)
  const { rows, columns } = layout
  const cell = cellOf(layout)
  const near = useReadable(classroom.ownPlace.inReach)
  const lead = useReadable(classroom.following.lead)
  const [stop, setStop] = useState(0)
  const tabStop = Math.min(stop, views.length - 1)

  const move = (event: KeyboardEvent<HTMLUListElement>) => {
    const arrow = ARROWS[event.key]
    if (arrow === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const row = Math.floor(tabStop / columns) + arrow.y
    const column = (tabStop % columns) + arrow.x
    if (row < 0 || row >= rows || column < 0 || column >= columns) return
    const next = row * columns + column
    setStop(next)
    event.currentTarget.querySelectorAll('button')[next]?.focus()
  }

  return (
    <ul
      className="desks"
      aria-label="Desks"
      style={
        {
          '--cell-width': `${cell.width * 100}cqw`,
          '--cell-height': `${cell.height * 100}cqh`,
        } as CSSProperties
      }
      onKeyDown={move}
    >
      {views.map((view, index) => (
        <DeskButton
          key={view.desk.id}
          view={view}
          isNear={view.desk.id === near?.id}
          isFollowed={isFollowed(lead, view.member)}
          tabIndex={index === tabStop ? 0 : -1}
        />
      ))}
    </ul>
  )
}

interface DeskButtonProps {
  readonly view: DeskView
  readonly isNear: boolean
  readonly isFollowed: boolean
  readonly tabIndex: number
}

const isSame = (a: DeskButtonProps, b: DeskButtonProps): boolean =>
  a.isNear === b.isNear &&
  a.isFollowed === b.isFollowed &&
  a.tabIndex === b.tabIndex &&
  a.view.desk === b.view.desk &&
  a.view.member === b.view.member &&
  a.view.state.kind === b.view.state.kind &&
  sitterOf(a.view) === sitterOf(b.view)

const sitterOf = ({ state }: DeskView) => ('sitter' in state ? state.sitter : null)

const DeskButton = memo(({ view, isNear, isFollowed, tabIndex }: DeskButtonProps) => {
  const classroom = useClassroom()
  const rights = useRights()
  const { desk, state, member } = view
  const sitter = sitterOf(view)
  const name = member?.name ?? sitter?.name ?? ''
  return (
    <li
      className="desk"
      data-kind={state.kind}
      data-near={isNear}
      data-followed={isFollowed}
      style={{
        left: `${desk.middle.x * 100}%`,
        top: `${desk.middle.y * 100}%`,
        ...(sitter !== null && personStyle(sitter.who)),
      }}
    >
      <Control
        off={rights.write}
        tabIndex={tabIndex}
        aria-label={deskInWords(view)}
        // A press with the mouse leaves the focus where it is, so that the keys go on walking.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => classroom.ownPlace.toggleSeat(desk)}
      >
        <span className="desk-top">
          {sitter === null ? (
            <span className="desk-number">{desk.number}</span>
          ) : (
            <span className="desk-label">
              <Name>{state.kind === 'own' ? 'you' : name}</Name>
              {member?.role === 'host' && <HostMark isSmall />}
            </span>
          )}
        </span>
        <span className="chair">{sitter !== null && <Token sitter={sitter.who} name={name} />}</span>
        {member !== null && <Badges member={member} />}
      </Control>
    </li>
  )
}, isSame)
