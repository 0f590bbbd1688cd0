import './crowd.css'
import { useEffect, useRef } from 'react'
import { CrowdLine } from '../../common/crowd/crowd-line.tsx'
import { usePass } from '../../common/page/pass.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { FindPerson, type FindPersonProps } from './find-person.tsx'
import { rowsPointedAt } from './rows-pointed-at.ts'

/** Above the list of a crowd: how many there are, and for hosts a way to those who are not shown. Rows that somebody is at stay. */
export const CrowdInList = ({ room, row }: FindPersonProps) => {
  const { crowd: look } = useClassroom()
  const isCrowd = useReadable(look.total) !== null
  const { isHost } = useRights()
  const hasToken = usePass().bearer() !== null
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const list = isCrowd ? top.current?.nextElementSibling : null
    if (list instanceof HTMLElement) return rowsPointedAt(list, look.pointedAt.set)
  }, [isCrowd, look])
  if (!isCrowd) return null
  return (
    <div className="crowd-in-list" ref={top}>
      <CrowdLine />
      {isHost && hasToken && <FindPerson room={room} row={row} />}
    </div>
  )
}
