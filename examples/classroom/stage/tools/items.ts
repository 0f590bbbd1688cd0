// Texts, links and pictures under keys and a pointer.

import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react'
import { BOARD, type Picture, type PlacedItem } from '../format.ts'
import { placeStyle } from '../place-style.ts'
import type { Point } from '../points.ts'
import { type Editing, movedBy } from './editing.ts'

const STEP = 100
const LARGE_STEP = 500

/** A picture becomes so many times as large with one press. */
export const STEP_TIMES = 1.15

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** A pointer that moves less has pressed, in pixels. */
const PRESS = 4

const place = (element: HTMLElement, item: PlacedItem): void => {
  for (const [name, value] of Object.entries(placeStyle(item))) element.style.setProperty(name, value)
}

/** An item where it is shown: the page moves back onto the board what would reach over its edge. */
const asShown = (item: PlacedItem, element: HTMLElement): PlacedItem => {
  const board = element.closest('.stage-items')?.getBoundingClientRect()
  const box = element.closest('.stage-item')?.getBoundingClientRect()
  if (board === undefined || box === undefined) return item
  return {
    ...item,
    x: ((box.left - board.left) / board.width) * BOARD[0],
    y: ((box.top - board.top) / board.height) * BOARD[1],
  }
}

/** Moves an item with the pointer, and tells of it once, when it is let go. */
const drag = (editing: Editing, kept: PlacedItem, event: PointerEvent<HTMLElement>): void => {
  const element: HTMLElement = event.currentTarget
  const item = asShown(kept, element)
  const box = element.closest<HTMLElement>('.stage-item')
  const board = element.closest('.stage-board')?.getBoundingClientRect()
  if (event.button !== 0 || box === null || board === undefined || editing.hand.get().tool !== 'move') return
  const done = new AbortController()
  const { signal } = done
  const from = [event.clientX, event.clientY] as const
  let by: Point = [0, 0]
  let isMoved = false
  element.addEventListener(
    'pointermove',
    ({ clientX, clientY, pointerId }) => {
      if (!isMoved && Math.hypot(clientX - from[0], clientY - from[1]) < PRESS) return
      isMoved = true
      element.setPointerCapture(pointerId)
      by = [((clientX - from[0]) / board.width) * BOARD[0], ((clientY - from[1]) / board.height) * BOARD[1]]
      place(box, movedBy(item, ...by))
    },
    { signal },
  )
  const end = (isKept: boolean) => () => {
    done.abort()
    if (!isMoved) return
    if (isKept) editing.move(item, ...by)
    else place(box, kept)
    // The press that ends a move is no press on a link.
    element.addEventListener('click', (click) => click.preventDefault(), { once: true, capture: true })
  }
  element.addEventListener('pointerup', end(true), { signal })
  element.addEventListener('pointercancel', end(false), { signal })
}

/** Where the focus goes when an item is gone: to the one after it, or to the tools. */
const focusBeside = (element: HTMLElement): void => {
  const all = [...(element.closest('ul')?.querySelectorAll<HTMLElement>('button, a') ?? [])]
  const at = all.indexOf(element)
  const next = all[at + 1] ?? all[at - 1]
  ;(next ?? element.closest('.stage')?.querySelector<HTMLElement>('[role="toolbar"] [tabindex="0"]'))?.focus()
}

const PICTURE_KEYS: Readonly<Record<string, (editing: Editing, item: Picture) => void>> = {
  '+': (editing, item) => editing.resize(item, STEP_TIMES),
  // The same key of an English keyboard.
  '=': (editing, item) => editing.resize(item, STEP_TIMES),
  '-': (editing, item) => editing.resize(item, 1 / STEP_TIMES),
  PageUp: (editing, item) => editing.layer(item, 'front'),
  PageDown: (editing, item) => editing.layer(item, 'back'),
  Escape: (editing) => editing.chosen.set(null),
}

const press = (editing: Editing, item: PlacedItem, event: KeyboardEvent<HTMLElement>): void => {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const arrow = ARROWS[event.key]
  if (arrow !== undefined) {
    event.preventDefault()
    const step = event.shiftKey ? LARGE_STEP : STEP
    editing.move(asShown(item, event.currentTarget), arrow[0] * step, arrow[1] * step)
  } else if (event.key === 'Delete' || event.key === 'Backspace') {
    event.preventDefault()
    focusBeside(event.currentTarget)
    editing.edits.erase([item.id])
  } else if (item.kind === 'image' && Object.hasOwn(PICTURE_KEYS, event.key)) {
    event.preventDefault()
    PICTURE_KEYS[event.key]?.(editing, item)
  }
}

const HELP: Readonly<Record<PlacedItem['kind'], string>> = {
  text: 'stage-text-help',
  link: 'stage-item-help',
  image: 'stage-image-help',
}

/** What an item does for a person who may draw. */
export const itemHandlers = (editing: Editing, item: PlacedItem) => {
  const choose = () => editing.chosen.set(item.kind === 'image' ? item.id : null)
  return {
    'aria-describedby': HELP[item.kind],
    draggable: false,
    onFocus: choose,
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => press(editing, item, event),
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      // Not every browser gives a button the focus that is pressed.
      choose()
      drag(editing, item, event)
    },
    ...(item.kind === 'text' && {
      onClick: (event: MouseEvent) => {
        // A move ends with a press, too.
        if (!event.defaultPrevented) editing.draft.set({ ...item, item })
      },
    }),
  }
}

export type ItemHandlers = typeof itemHandlers
