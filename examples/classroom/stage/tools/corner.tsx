import type { PointerEvent } from 'react'
import { useReadable } from '../../room/classroom-context.tsx'
import { BOARD, type Picture } from '../format.ts'
import { imageStyle } from '../place-style.ts'
import type { Editing } from './editing.ts'
import { resizedTo } from './resize.ts'

/** Pulls the corner with the pointer, and tells of the size once, when it is let go. */
const pull = (editing: Editing, item: Picture, event: PointerEvent<HTMLElement>): void => {
  const corner: HTMLElement = event.currentTarget
  const shown = corner.parentElement?.querySelector<HTMLElement>('.stage-image')
  const board = corner.closest('.stage-items')?.getBoundingClientRect()
  if (event.button !== 0 || !shown || board === undefined) return
  event.preventDefault()
  corner.setPointerCapture(event.pointerId)
  const done = new AbortController()
  const { signal } = done
  const unit = BOARD[0] / board.width
  const from = [event.clientX, event.clientY] as const
  let next = item
  const show = (picture: Picture) => Object.assign(shown.style, imageStyle(picture))
  corner.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      const by = [(clientX - from[0]) * unit, (clientY - from[1]) * unit] as const
      next = resizedTo(item, item.x + item.width + by[0], item.y + item.height + by[1])
      show(next)
    },
    { signal },
  )
  const end = (isKept: boolean) => () => {
    done.abort()
    if (isKept && next !== item) editing.edits.change(next)
    else show(item)
  }
  corner.addEventListener('pointerup', end(true), { signal })
  corner.addEventListener('pointercancel', end(false), { signal })
}

/** The corner by which a pointer makes the chosen picture larger or smaller; keys have + and -, and screen readers the tools. */
export const Corner = ({ item, editing }: { item: Picture; editing: Editing }) =>
  useReadable(editing.chosen) === item.id && (
    <span className="stage-corner" aria-hidden="true" onPointerDown={(event) => pull(editing, item, event)} />
  )
