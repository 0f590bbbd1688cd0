// What a person does with the tools, without React: which tool is in hand, and what a pointer does with it.

import { createValue, type Value } from '../../../common/page/value.ts'
import { words } from '../../../common/words/index.ts'
import type { Classroom } from '../../room/classroom.ts'
import {
  BOARD,
  BOARD_ITEMS,
  type BoardItem,
  type Chalk,
  type Color,
  type Picture,
  type PlacedItem,
  type TextBox,
  type Width,
} from '../format.ts'
import { createEdits, type Edits, type NewItem } from './edits.ts'
import { resizedBy } from './resize.ts'
import type { Shape } from './shapes.ts'

export type Tool = 'move' | 'pen' | Shape | 'eraser' | 'text'

interface Hand extends Chalk {
  readonly tool: Tool
}

/** A text that is being written: a new one, or one that stands there. */
export type Draft = Pick<TextBox, 'x' | 'y' | 'text' | 'color' | 'width'> & { readonly item: TextBox | null }

export interface Editing {
  readonly edits: Edits
  readonly hand: Value<Hand>
  readonly draft: Value<Draft | null>
  /** The id of the picture whose size and layer the tools change; null for none. */
  readonly chosen: Value<string | null>
  take(tool: Tool): void
  choose(look: { readonly color?: Color; readonly width?: Width }): void
  /** Begins a text at a place, or at the first free one, and puts the tool down. */
  write(at: Place | null): void
  /** Puts something on the board; where it is full, a toast says so. */
  put(item: NewItem, id?: string): void
  /** Moves an item by a distance in units, as far as it stays on the board. */
  move(item: PlacedItem, dx: number, dy: number): void
  /** Makes a picture so many times as large, about its middle, as far as it stays on the board. */
  resize(item: Picture, times: number): void
  /** Puts an item before all others, or behind them. */
  layer(item: PlacedItem, to: 'front' | 'back'): void
  stop(): void
}

type Place = Pick<PlacedItem, 'x' | 'y'>

/** In units. */
const NEAR = 700
const FIRST_PLACES = 25

/** A text without a place begins here, in units. */
const FIRST = { x: 600, y: 700 }

const between = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)))

/** An item at another place. At least a corner of it, as large as a fingertip, stays on the board. */
export const movedBy = <Item extends PlacedItem>(item: Item, dx: number, dy: number): Item => ({
  ...item,
  x: between(item.x + dx, BOARD[0] - 400),
  y: between(item.y + dy, BOARD[1] - 400),
})

/** Where something new stands at first: not over what began there before. */
export const freePlace = (items: readonly BoardItem[], { x, y }: Place): Place => {
  const isTaken = (place: Place) =>
    items.some(
      (item) =>
        item.kind !== 'stroke' && Math.abs(item.x - place.x) < NEAR && Math.abs(item.y - place.y) < NEAR,
    )
  let place = { x, y }
  for (let step = 1; step < FIRST_PLACES && isTaken(place); step++)
    place = {
      x: (x + Math.floor(step / 5) * 1_700) % (BOARD[0] - 1_500),
      y: 500 + ((y + step * 900) % 4_500),
    }
  return place
}

/**
 * When an item would have been put there to lie before all others, or behind them: the order of the drawing is that of `at`. It is the
 * same where the item lies there already.
 */
export const layerAt = (
  others: readonly BoardItem[],
  at: number,
  to: 'front' | 'back',
  nowMs: number,
): number => {
  const [first, last] = [others[0]?.at, others.at(-1)?.at]
  if (first === undefined || last === undefined) return at
  if (to === 'front') return at > last ? at : Math.max(Math.round(nowMs), last + 1)
  return at < first ? at : first - 1
}

/** Somebody who was given the pen, or has an empty board before them, is about to write. */
const firstTool = ({ board, rights }: Pick<Classroom, 'board' | 'rights'>): Tool =>
  board.items.get().length === 0 || !rights.get().isHost ? 'pen' : 'move'

export const createEditing = ({ room, board, news, rights }: Classroom): Editing => {
  const edits = createEdits(room, board)
  const hand = createValue<Hand>({ tool: firstTool({ board, rights }), color: 'white', width: 'thin' })
  const draft = createValue<Draft | null>(null)
  const chosen = createValue<string | null>(null)
  const change = (next: Partial<Hand>) => hand.set({ ...hand.get(), ...next })
  return {
    edits,
    hand,
    draft,
    chosen,
    take(tool) {
      chosen.set(null)
      change({ tool })
    },
    choose: change,
    write(at) {
      const { color, width } = hand.get()
      const place = at ?? freePlace(board.items.get(), FIRST)
      chosen.set(null)
      change({ tool: 'move' })
      draft.set({ ...place, color, width, text: '', item: null })
    },
    put(item, id) {
      if (edits.isFull()) news.toast('own', words().stage.full(BOARD_ITEMS))
      else edits.put(item, id)
    },
    move(item, dx, dy) {
      edits.change(movedBy(item, dx, dy))
    },
    resize(item, times) {
      const next = resizedBy(item, times)
      if (next !== item) edits.change(next)
    },
    layer(item, to) {
      const others = board.items.get().filter(({ id }) => id !== item.id)
      const at = layerAt(others, item.at, to, room.serverMs())
      if (at !== item.at) edits.change({ ...item, at })
    },
    stop() {
      edits.stop()
    },
  }
}
