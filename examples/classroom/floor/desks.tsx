import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'
import { isFollowed } from '../../common/host/following.ts'
import { useCalledKey } from '../../common/kit/called.ts'
import { Badges, HostMark, Name, NotHostMark, personStyle, Token } from '../../common/people/person.tsx'
import { Control } from '../../common/room/control.tsx'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { type DeskView, deskInWords } from './desk-views.ts'
import { dragSitters } from './drag-sitters.ts'
import { cellOf, type Place } from './layout.ts'

const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** A host drags a sitter from desk to desk. */
const useDraggedSitters = (list: RefObject<HTMLUListElement | null>): void => {
  const classroom = useClassroom()
  useEffect(() => {
    const { rights, seating } = classroom
    if (list.current === null) return
    return dragSitters(
      list.current,
      () => rights.get().isHost,
      (from, to) => {
        const sitter = seating.seats.get().get(from)
        const desk = seating.desks.get().find(({ id }) => id === to)
        if (sitter !== undefined && desk !== undefined) void seating.move(sitter.key, desk)
      },
    )
  }, [classroom, list])
}

/** The desks: one stop for the Tab key, with arrow keys from each to the next. */
export const Desks = ({ views }: { views: readonly DeskView[] }) => {
  const classroom = useClassroom()
  const layout = useReadable(classroom.seating.layout)
  const { rows, columns } = layout
  const cell = cellOf(layout)
  const near = useReadable(classroom.ownPlace.inReach)
  const lead = useReadable(classroom.following.lead)
  const called = useCalledKey()
  const words = useWords()
  const [stop, setStop] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  useDraggedSitters(list)
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
      ref={list}
      className="desks"
      aria-label={words.floor.desks}
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
          isCalled={view.member !== null && view.member.key === called}
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
  readonly isCalled: boolean
  readonly tabIndex: number
}

const isSame = (a: DeskButtonProps, b: DeskButtonProps): boolean =>
  a.isNear === b.isNear &&
  a.isFollowed === b.isFollowed &&
  a.isCalled === b.isCalled &&
  a.tabIndex === b.tabIndex &&
  a.view.desk === b.view.desk &&
  a.view.member === b.view.member &&
  a.view.state.kind === b.view.state.kind &&
  sitterOf(a.view) === sitterOf(b.view)

const sitterOf = ({ state }: DeskView) => ('sitter' in state ? state.sitter : null)

const DeskButton = memo(({ view, isNear, isFollowed, isCalled, tabIndex }: DeskButtonProps) => {
  const classroom = useClassroom()
  const rights = useRights()
  const words = useWords()
  const { desk, state, member } = view
  const sitter = sitterOf(view)
  const name = member?.name ?? sitter?.name ?? ''
  const colorKey = member?.sitter ?? sitter?.key ?? ''
  return (
    <li
      className="desk"
      data-desk={desk.id}
      data-kind={state.kind}
      data-status={member?.status}
      data-near={isNear}
      data-followed={isFollowed}
      data-called={isCalled}
      style={{
        left: `${desk.middle.x * 100}%`,
        top: `${desk.middle.y * 100}%`,
        ...(sitter !== null && personStyle(colorKey)),
      }}
    >
      <Control
        off={rights.present}
        tabIndex={tabIndex}
        aria-label={deskInWords(view, words, isCalled)}
        // A press with the mouse leaves the focus where it is, so that the keys go on walking.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => classroom.ownPlace.toggleSeat(desk)}
      >
        <span className="desk-top">
          {sitter === null ? (
            <span className="desk-number">{desk.number}</span>
          ) : (
            <span className="desk-label">
              <Name>{state.kind === 'own' ? words.floor.you : name}</Name>
              {member?.role === 'host' && <HostMark isSmall />}
              {member?.isNamesake === true && !member.isSelf && <NotHostMark isSmall />}
            </span>
          )}
        </span>
        <span className="chair">{sitter !== null && <Token sitter={colorKey} name={name} />}</span>
        {member !== null && <Badges member={member} />}
      </Control>
    </li>
  )
}, isSame)
