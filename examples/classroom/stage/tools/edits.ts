// What this person changes on the board: each act is one step of their own undo.

import type { Room } from 'homeroom/client'
import { UndoManager } from 'yjs'
import { randomId } from '../../../common/page/random-id.ts'
import { createValue } from '../../../common/page/value.ts'
import type { Board, BoardMaps } from '../board.ts'
import { BOARD_IMAGES, BOARD_ITEMS, type BoardItem, readImage, readItem, writeItem } from '../format.ts'

type Part<Item> = Item extends BoardItem ? Omit<Item, 'id' | 'at'> : never

/** An item that is not on the board yet. */
export type NewItem = Part<BoardItem>

interface Steps {
  readonly canUndo: boolean
  readonly canRedo: boolean
}

/** An id of 64 random bits: it has to be free on this board alone. */
export const newItemId = (): string => randomId().slice(0, 16)

/** The pictures that no item shows go: an undo may bring their items back without them. */
const dropUnusedImages = ({ images }: BoardMaps, items: readonly BoardItem[]): void => {
  const used = new Set(items.map((item) => (item.kind === 'image' ? item.image : null)))
  for (const key of [...images.keys()]) if (!used.has(key)) images.delete(key)
}

/** Own changes of the items, as steps. What belongs to one act is undone together. */
const createHistory = (doc: Room['doc'], { items }: BoardMaps) => {
  /** The origin of own changes. */
  const own = { board: 'edits' }
  const history = new UndoManager(items, {
    trackedOrigins: new Set([own]),
    captureTimeout: Number.MAX_SAFE_INTEGER,
  })
  const steps = createValue<Steps>({ canUndo: false, canRedo: false })
  const look = () => {
    const next = { canUndo: history.canUndo(), canRedo: history.canRedo() }
    const last = steps.get()
    if (next.canUndo !== last.canUndo || next.canRedo !== last.canRedo) steps.set(next)
  }
  history.on('stack-item-added', look)
  history.on('stack-item-popped', look)
  history.on('stack-cleared', look)
  return {
    steps,
    /** `isMore` where it belongs to the step before. */
    act(work: () => void, isMore = false): void {
      if (!isMore) history.stopCapturing()
      doc.transact(work, own)
    },
    /** What the next undo puts back for an item, where two changed it at once: without that it would leave neither of the two. */
    keepBefore: (id: string, before: unknown): void => void history.undoStack.at(-1)?.meta.set(id, before),
    undo(): void {
      const had = new Set(items.keys())
      const step = history.undo()
      doc.transact(() => {
        step?.meta.forEach((before, id) => {
          if (had.has(id) && !items.has(id)) items.set(id, before)
        })
      })
    },
    redo: () => void history.redo(),
    stop: () => history.destroy(),
  }
}

/** The pictures of items, from another document. */
const copyImages = (from: BoardMaps, to: BoardMaps, items: readonly BoardItem[]): void => {
  dropUnusedImages(to, items)
  for (const item of items) {
    if (item.kind !== 'image' || to.images.has(item.image)) continue
    const bytes = readImage(from.images.get(item.image))
    if (bytes !== null && to.images.size < BOARD_IMAGES) to.images.set(item.image, bytes)
  }
}

interface EditsOptions {
  readonly maps: BoardMaps
  readonly items: Pick<Board['items'], 'get'>
}

export const createEdits = (
  { doc, serverMs }: Pick<Room, 'doc' | 'serverMs'>,
  { maps, items }: EditsOptions,
) => {
  const { act, keepBefore, ...history } = createHistory(doc, maps)
  const write = (item: BoardItem): void => {
    maps.items.set(item.id, writeItem(item))
  }
  return {
    ...history,
    isFull: (): boolean => items.get().length >= BOARD_ITEMS,
    /** Puts something new on the board. */
    put(item: NewItem, id = newItemId()): void {
      act(() => write({ ...item, id, at: Math.round(serverMs()) } as BoardItem))
    },
    /** Changes what is there; nothing where somebody has taken it away meanwhile. */
    change(item: BoardItem): void {
      const before = maps.items.get(item.id)
      if (before === undefined) return
      act(() => write(item))
      keepBefore(item.id, before)
    },
    /** Takes away; `isMore` where it belongs to the step before. */
    erase(ids: Iterable<string>, isMore = false): void {
      act(() => {
        for (const id of ids) maps.items.delete(id)
      }, isMore)
    },
    /** All of it, also what no page can read. */
    clear(): void {
      act(() => maps.items.clear())
    },
    /** Keeps a picture under a key; false where there are too many. Not a step: an undo takes the item, and leaves the picture. */
    addImage(key: string, bytes: Uint8Array): boolean {
      doc.transact(() => {
        if (maps.images.has(key)) return
        if (maps.images.size >= BOARD_IMAGES) dropUnusedImages(maps, items.get())
        if (maps.images.size < BOARD_IMAGES) maps.images.set(key, bytes)
      })
      return maps.images.has(key)
    },
    /** The board becomes what another document has, in one step. Gives how much that is. */
    replace(from: BoardMaps): number {
      const next = [...from.items.entries()].flatMap(([id, value]) => readItem(id, value) ?? [])
      doc.transact(() => copyImages(from, maps, next))
      act(() => {
        maps.items.clear()
        next.forEach(write)
      })
      return next.length
    },
  }
}

export type Edits = ReturnType<typeof createEdits>
