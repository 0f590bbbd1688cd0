import { useLesson } from 'homeroom/react'
import { LayoutGrid } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, Suspense, useEffect, useId, useRef, useState } from 'react'
import { ReactionCloud } from '../../common/gestures/reaction-cloud.tsx'
import { useWords } from '../../common/words/index.ts'
import { CrowdOnFloor } from '../crowd/late.tsx'
import { DesksDialog } from '../header/late-dialogs.tsx'
import { followInView } from '../host/follow-in-view.ts'
import type { Classroom } from '../room/classroom.ts'
import { useClassroom, useDeskViews, useReadable, useRights } from '../room/classroom-context.tsx'
import { Avatars } from './avatars.tsx'
import { Desks } from './desks.tsx'
import { FloorHint } from './floor-hint.tsx'
import type { Place } from './layout.ts'
import { useDesksOff } from './use-desks-off.ts'
import { isWalkingKey } from './walk.ts'

/** The room from above: its desks, and everyone in it. */
export const Floor = () => {
  const classroom = useClassroom()
  const views = useDeskViews()
  const { members } = useReadable(classroom.cast)
  const { spotlight } = useLesson()
  const plane = useRef<HTMLDivElement>(null)
  const [hasFocus, setHasFocus] = useState(false)
  const hint = useId()

  useEffect(() => {
    const element = plane.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) classroom.ownPlace.setAspect(element.clientHeight / element.clientWidth)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [classroom])

  useEffect(() => (plane.current === null ? undefined : followInView(plane.current, classroom)), [classroom])

  return (
    <>
      <div className="floor">
        <div className="plane" ref={plane}>
          <Ground hint={hint} onFocusChange={setHasFocus} />
          <Desks views={views} />
          <Suspense>
            <CrowdOnFloor spotlight={spotlight} />
          </Suspense>
          <Avatars views={views} members={members} />
        </div>
        <ReactionCloud />
        <DesksButton />
      </div>
      <FloorHint id={hint} views={views} hasFocus={hasFocus} />
    </>
  )
}

/** The way to their number, where the desks are, for those who may change it. */
const DesksButton = () => {
  const { floor } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  if (useDesksOff() !== null) return null
  return (
    <>
      <button
        className="icon desks-button"
        type="button"
        aria-haspopup="dialog"
        aria-label={floor.desks}
        title={floor.desks}
        onClick={() => setIsOpen(true)}
      >
        <LayoutGrid />
      </button>
      <Suspense>{isOpen && <DesksDialog onClose={() => setIsOpen(false)} />}</Suspense>
    </>
  )
}

const placeOf = ({ clientX, clientY, currentTarget }: PointerEvent): Place | null => {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return width === 0 || height === 0 ? null : { x: (clientX - left) / width, y: (clientY - top) / height }
}

const percent = (fraction: number): number => Math.round(fraction * 100)

/** Acts on a key while the ground has the focus. With Alt, Ctrl or Meta a key belongs to the browser. */
const pressed = (event: KeyboardEvent, { ownPlace, rights, news }: Classroom): void => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return
  // Before the walking keys: some keyboards have E where others have D.
  if (event.key === 'e' || event.key === 'E' || event.key === 'Enter') {
    event.preventDefault()
    const desk = ownPlace.inReach.get()
    if (!event.repeat && desk !== null) ownPlace.toggleSeat(desk)
  } else if (isWalkingKey(event.code)) {
    event.preventDefault()
    const off = rights.get().present
    if (off === null) {
      ownPlace.stand()
      ownPlace.walker.press(event.code)
    } else if (!event.repeat) news.toast('own', off)
  }
}

interface GroundProps {
  /** The id of the element that says what can be done here. */
  readonly hint: string
  readonly onFocusChange: (hasFocus: boolean) => void
}

/** Where this person walks: by the keys while it has the focus, and to where the pointer is pressed. */
const Ground = ({ hint, onFocusChange }: GroundProps) => {
  const classroom = useClassroom()
  const { walker } = classroom.ownPlace
  const rights = useRights()
  const { floor: words } = useWords()
  const [whereabouts, setWhereabouts] = useState('')

  useEffect(() => {
    const rest = () => walker.rest()
    window.addEventListener('blur', rest)
    return () => window.removeEventListener('blur', rest)
  }, [walker])

  const point = (event: PointerEvent) => {
    const place = placeOf(event)
    // A slip of the finger does not cost the seat: people get up at the desk, or by walking with the keys.
    if (place === null || rights.present !== null || classroom.seating.ownDesk() !== null) return
    walker.goTo(place)
  }

  return (
    <>
      <div
        className="ground"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the arrow keys, so it takes the focus
        tabIndex={0}
        aria-label={words.room}
        aria-describedby={hint}
        onKeyDown={(event) => pressed(event, classroom)}
        onKeyUp={({ code }) => {
          walker.release(code)
          // Spoken when the key is released, and not with each step while it is held.
          if (isWalkingKey(code))
            setWhereabouts(words.whereabouts(percent(walker.place.x), percent(walker.place.y)))
        }}
        onFocus={() => onFocusChange(true)}
        onBlur={() => {
          onFocusChange(false)
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
      <output className="unseen">{whereabouts}</output>
    </>
  )
}
