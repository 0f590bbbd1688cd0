/** A press that moves this far, in pixels, is a drag and no click. */
const DRAG_PX = 6

/** A sitter on the way to another desk. */
interface Drag {
  readonly from: HTMLElement
  readonly x: number
  readonly y: number
  isMoving: boolean
  over: HTMLElement | null
}

const deskAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('.desk') : null

/**
 * Lets a mouse or a pen drag a sitter to another desk; a finger scrolls and taps as everywhere, so that on a phone people are
 * moved by their dialog. Desks are told apart by `data-desk`.
 *
 * @returns what ends it.
 */
export const dragSitters = (
  desks: HTMLElement,
  mayDrag: () => boolean,
  onDrop: (from: string, to: string) => void,
): (() => void) => {
  let drag: Drag | null = null

  const mark = (over: HTMLElement | null) => {
    if (drag === null || drag.over === over) return
    drag.over?.removeAttribute('data-drop')
    over?.setAttribute('data-drop', '')
    drag.over = over
  }
  const end = () => {
    if (drag === null) return
    mark(null)
    drag.from.removeAttribute('data-dragged')
    drag.from.style.removeProperty('--drag')
    drag = null
  }
  const onDown = ({ button, pointerType, target, clientX: x, clientY: y }: PointerEvent) => {
    end()
    const from = deskAt(target)
    if (button !== 0 || pointerType === 'touch' || from?.dataset.kind !== 'taken' || !mayDrag()) return
    drag = { from, x, y, isMoving: false, over: null }
  }
  const onMove = ({ clientX, clientY }: PointerEvent) => {
    if (drag === null) return
    const [x, y] = [clientX - drag.x, clientY - drag.y]
    drag.isMoving ||= Math.hypot(x, y) > DRAG_PX
    if (!drag.isMoving) return
    drag.from.setAttribute('data-dragged', '')
    drag.from.style.setProperty('--drag', `translate(${x}px, ${y}px)`)
    const over = deskAt(document.elementFromPoint(clientX, clientY))
    mark(over === drag.from ? null : over)
  }
  const onUp = () => {
    if (drag?.isMoving) {
      const [from, to] = [drag.from.dataset.desk, drag.over?.dataset.desk]
      if (from !== undefined && to !== undefined) onDrop(from, to)
      // The click that follows a press is not meant for the desk.
      addEventListener('click', stopClick, { capture: true, once: true })
      setTimeout(() => removeEventListener('click', stopClick, { capture: true }))
    }
    end()
  }
  const stop = new AbortController()
  const { signal } = stop
  desks.addEventListener('pointerdown', onDown, { signal })
  addEventListener('pointermove', onMove, { signal })
  addEventListener('pointerup', onUp, { signal })
  addEventListener('pointercancel', end, { signal })
  addEventListener('keydown', ({ key }) => key === 'Escape' && end(), { signal })
  return () => {
    end()
    stop.abort()
  }
}

const stopClick = (event: Event): void => {
  event.stopPropagation()
  event.preventDefault()
}
