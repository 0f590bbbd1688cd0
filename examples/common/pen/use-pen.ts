import { useReadable, useRoomState } from '../room/room-context.tsx'
import type { Pen, PenState } from './pen.ts'

/** The pen as a component shows it, and what a host does with it. */
export const usePen = (): PenState & Pick<Pen, 'give' | 'take'> => {
  const { pen } = useRoomState()
  return { ...useReadable(pen), give: pen.give, take: pen.take }
}
