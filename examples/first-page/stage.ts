import { type Cursor, createCursor } from './cursor.ts'
import { part, say } from './dom.ts'
import { clamp, type Person, type Place } from './person.ts'

export interface Stage {
  show(person: Person): void
  remove(id: number): void
  /** Takes the listeners and everyone's cursor away. */
  close(): void
}

const STEP = 0.02
const LONG_STEP = 0.1
const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** On the plane, and no finer than a screen shows: the other digits would only cost bytes. */
const toFraction = (value: number): number => Math.round(clamp(value) * 1e4) / 1e4

const inWords = ({ x, y }: Place): string =>
  `You are ${Math.round(x * 100)}% across and ${Math.round(y * 100)}% down.`

/** The shared plane. `onMove` hears every own move; the caller slows it down for the wire. */
export const openStage = (
  root: HTMLElement,
  own: { id: number; start: Place },
  onMove: (place: Place) => void,
): Stage => {
  const plane = part(root, '.stage', HTMLElement)
  const whereabouts = part(root, '.whereabouts', HTMLElement)
  const listening = new AbortController()
  const cursors = new Map<number, Cursor>()
  let place = own.start

  const cursorOf = (id: number): Cursor => {
    const known = cursors.get(id)
    if (known !== undefined) return known
    const cursor = createCursor(id, id === own.id)
    if (id === own.id) cursor.moveTo(place)
    cursors.set(id, cursor)
    return cursor
  }

  const moveTo = (x: number, y: number): void => {
    const next = { x: toFraction(x), y: toFraction(y) }
    if (next.x === place.x && next.y === place.y) return
    place = next
    cursors.get(own.id)?.moveTo(place)
    onMove(place)
  }

  const onPointer = (event: PointerEvent): void => {
    const box = plane.getBoundingClientRect()
    if (plane.clientWidth === 0 || plane.clientHeight === 0) return
    moveTo(
      (event.clientX - box.left - plane.clientLeft) / plane.clientWidth,
      (event.clientY - box.top - plane.clientTop) / plane.clientHeight,
    )
  }

  const onKey = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key]
    // With Alt, Ctrl or Meta an arrow belongs to the browser (Alt+Left goes back).
    if (arrow === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const step = event.shiftKey ? LONG_STEP : STEP
    moveTo(place.x + arrow.x * step, place.y + arrow.y * step)
  }

  const { signal } = listening
  plane.addEventListener('pointerdown', onPointer, { signal })
  plane.addEventListener('pointermove', onPointer, { signal })
  plane.addEventListener('keydown', onKey, { signal })
  // Spoken when the key is let go: not once per step while it is held.
  plane.addEventListener(
    'keyup',
    (event) => {
      if (event.key in ARROWS) say(whereabouts, inWords(place))
    },
    { signal },
  )

  return {
    show: (person) => {
      const cursor = cursorOf(person.id)
      cursor.update(person)
      // Appended after it has its place: it appears there and doesn't fly in from the corner.
      if (!cursor.element.isConnected) plane.append(cursor.element)
    },
    remove: (id) => {
      cursors.get(id)?.element.remove()
      cursors.delete(id)
    },
    close: () => {
      listening.abort()
      for (const cursor of cursors.values()) cursor.element.remove()
      cursors.clear()
      whereabouts.textContent = ''
    },
  }
}
