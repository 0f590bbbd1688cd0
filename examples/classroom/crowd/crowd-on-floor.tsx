import { deskOfKey } from '../../common/room/seat-memory.ts'
import './crowd.css'
import type { OtherFields } from 'homeroom/client'
import { crowdOf } from 'homeroom/crowd'
import type { LessonSpotlight } from 'homeroom/lesson'
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import { useCrowdWatch } from '../../common/crowd/use-crowd-watch.ts'
import { sitterKey } from '../../common/people/cast.ts'
import { personStyle, Token } from '../../common/people/person.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { partInView } from './part-in-view.ts'

/** Asks for the people whom this page shows, and lets those fade who go out of sight. */
export const CrowdOnFloor = ({ spotlight }: { readonly spotlight: LessonSpotlight | null }) => {
  const { crowd: look, receivers } = useClassroom()
  const to = useReadable(receivers)
  const addressed = typeof to === 'object' && 'clientIds' in to.receiver ? to.receiver.clientIds : []
  useCrowdWatch([...(spotlight === null ? [] : [spotlight.clientId]), ...addressed])
  const isCrowd = useReadable(look.total) !== null
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const plane = layer.current?.parentElement
    if (plane != null) return partInView(plane, look.view.set)
  }, [look])
  return (
    <div className="goers" ref={layer} data-crowd={isCrowd} aria-hidden="true">
      {isCrowd && <Goers />}
    </div>
  )
}

/** An other, as far as a classroom has told of them. */
interface Goer extends OtherFields {
  readonly at?: unknown
  readonly sitter?: unknown
  readonly claims?: object
}

/** Whether they stood on the floor: a sitter's desk is empty at once. */
const stood = ({ at, claims = {}, x, y }: Goer): boolean =>
  (at === undefined || at === 'class') &&
  x !== undefined &&
  y !== undefined &&
  !Object.keys(claims).some((key) => deskOfKey(key) !== null)

const useGoers = (): readonly Goer[] => {
  const crowd = crowdOf(useClassroom().room)
  const [goers, setGoers] = useState<readonly Goer[]>([])
  useEffect(() => {
    // People move many times a second: it is drawn again when others go.
    const look = () =>
      setGoers((before) => {
        const now = crowd
          .get()
          .shown.flatMap(({ other, isLeaving }) => (isLeaving && stood(other) ? [other as Goer] : []))
        const isSame = now.length === before.length && now.every((other, n) => other === before[n])
        return isSame ? before : now
      })
    look()
    return crowd.subscribe(look)
  }, [crowd])
  return goers
}

/** Those who have just gone out of sight, where they were last. */
const Goers = () =>
  useGoers().map((goer) => {
    const { clientId, id, name = '', x = 0, y = 0 } = goer
    const sitter = sitterKey({ ...goer, key: id === undefined ? `client:${clientId}` : `id:${id}` })
    const place: CSSProperties = { left: `${x * 100}%`, top: `${y * 100}%`, ...personStyle(sitter) }
    return (
      <span key={clientId} className="goer" style={place}>
        <Token sitter={sitter} name={name} />
      </span>
    )
  })
