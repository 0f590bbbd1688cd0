import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { ReactionCloud } from '../gestures/reaction-cloud.tsx'
import { followInView } from '../host/follow-in-view.ts'
import type { Classroom } from '../room/classroom.ts'
import { useClassroom, useDeskViews, useReadable, useRights } from '../room/classroom-context.tsx'
import { Avatars } from './avatars.tsx'
import { Desks } from './desks.tsx'
import { FloorHint } from './floor-hint.tsx'
import type { Place } from './layout.ts'
import { isWalkingKey } from './walk.ts'

const placeOf = ({ clientX, clientY, currentTarget }: PointerEvent): Place | null => {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return width === 0 || height === 0 ? null : { x: (clientX - left) / width, y: (clientY - top) / height }
}

const inWords = ({ x, y }: Place): string =>
  `You are ${Math.round(x * 100)}% across and ${Math.round(y * 100)}% down.`

/** What keys do while the room has the focus. With Alt, Ctrl or Meta they belong to the browser. */
const pressed = (
  event: KeyboardEvent,
  { walker, inReach, rights, news, stand, toggleSeat }: Classroom,
): void => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return
  // Asked before the walking keys: on some keyboards E lies where others have a D.
  if (event.key === 'e' || event.key === 'E' || event.key === 'Enter') {
    event.preventDefault()
    const desk = inReach.get()
    if (!event.repeat && desk !== null) toggleSeat(desk)
  } else if (isWalkingKey(event.code)) {
    event.preventDefault()
    const off = rights.get().present
    if (off === null) {
      stand()
      walker.press(event.code)
    } else if (!event.repeat) news.toast('own', off)
  }
}

/** The room from above: its desks, everyone in it, and the own steps. */
export const Floor = ({ name }: { name: string }) => {
  const classroom = useClassroom()
  const { walker } = classroom
  const rights = useRights()
  const views = useDeskViews()
  const { members } = useReadable(classroom.cast)
  const plane = useRef<HTMLDivElement>(null)
  const [whereabouts, setWhereabouts] = useState('')
  const [hasFocus, setHasFocus] = useState(false)
  const hint = useId()

  useEffect(() => {
    const element = plane.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) classroom.setAspect(element.clientHeight / element.clientWidth)
    })
    observer.observe(element)
    const rest = () => walker.rest()
    window.addEventListener('blur', rest)
    return () => {
      observer.disconnect()
      window.removeEventListener('blur', rest)
    }
  }, [classroom, walker])

  useEffect(() => (plane.current === null ? undefined : followInView(plane.current, classroom)), [classroom])

  const point = useCallback(
    (event: PointerEvent) => {
      const place = placeOf(event)
      // A seat is not lost by a slip of the finger: one gets up at the desk, or by walking with the keys.
      if (place === null || rights.present !== null || classroom.seating.ownDesk() !== null) return
      walker.goTo(place)
    },
    [classroom, rights, walker],
  )

  return (
    <>
      <div className="floor">
        <div className="board">
          <bdi>{name}</bdi>
        </div>
        <div className="plane" ref={plane}>
          <div
            className="ground"
            role="application"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the arrow keys, so it takes the focus
            tabIndex={0}
            aria-label="Room"
            aria-describedby={hint}
            onKeyDown={(event) => pressed(event, classroom)}
            onKeyUp={({ code }) => {
              walker.release(code)
              // Spoken when the key is let go: not once per step while it is held.
              if (isWalkingKey(code)) setWhereabouts(inWords(walker.place))
            }}
            onFocus={() => setHasFocus(true)}
            onBlur={() => {
              setHasFocus(false)
              walker.rest()
            }}
            onPointerDown={(event) => {
              if (event.button !== 0) return
              event.currentTarget.setPointerCapture(event.pointerId)
              point(event)
            }}
            onPointerMove={(event) => {
              if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event)
            }}
          />
          <Desks views={views} />
          <Avatars views={views} members={members} />
        </div>
        <ReactionCloud />
      </div>
      <FloorHint id={hint} views={views} hasFocus={hasFocus} />
      <output className="unseen">{whereabouts}</output>
    </>
  )
}
