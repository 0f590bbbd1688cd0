import type { ReadonlyStore, Room } from 'homeroom/client'
import type { Map as YMap, YMapEvent } from 'yjs'
import { createValue } from '../page/value.ts'
import type { Off, Rights } from '../room/rights.ts'
import { type BoardItem, inDrawingOrder, readImage, readItem } from './format.ts'
import { createLive, type LiveStroke } from './live.ts'
import { type BoardSize, createSize } from './size.ts'
import { stageWords } from './words.ts'

/** The board of a room: what stands on it, and what is being drawn. */
export interface Board {
  /** In the order in which they are drawn. What has not changed keeps its identity. */
  readonly items: ReadonlyStore<readonly BoardItem[]>
  /** The strokes that others are drawing right now. */
  readonly live: ReadonlyStore<readonly LiveStroke[]>
  /** Why this person may not draw; null if they may. */
  readonly off: ReadonlyStore<Off>
  readonly size: BoardSize
  /** In the document: items by their id, and pictures by the hash of their bytes. */
  readonly maps: BoardMaps
  /** The bytes of a picture; null where there is none that a page may decode. */
  image(key: string): Uint8Array<ArrayBuffer> | null
  stop(): void
}

export interface BoardMaps {
  readonly items: YMap<unknown>
  readonly images: YMap<unknown>
}

export interface BoardOptions {
  readonly room: Room
  readonly rights: ReadonlyStore<Rights>
  /** The person whom this one follows, by {@link Member.key}; null for nobody. */
  readonly followed: ReadonlyStore<string | null>
}

/** The maps of a document, and of a version of it. */
export const boardMaps = (doc: Room['doc']): BoardMaps => ({
  items: doc.getMap('board'),
  images: doc.getMap('board-images'),
})

export const createBoard = ({ room, rights, followed }: BoardOptions): Board => {
  const maps = boardMaps(room.doc)
  const items = watchItems(maps.items)
  const off = createValue(offOf(room, rights.get()))
  const lookOff = () => off.set(offOf(room, rights.get()))
  const live = createLive(room, items.store)
  const size = createSize(room, followed)
  const undo = [rights.subscribe(lookOff), room.welcome.subscribe(lookOff), items.stop, live.stop, size.stop]
  return {
    items: items.store,
    live: live.strokes,
    off,
    size,
    maps,
    image: (key) => readImage(maps.images.get(key)),
    stop() {
      for (const work of undo) work()
    },
  }
}

/** Hosts draw. A relay that verifies nobody has none: there everyone does, as with all else. */
const offOf = (room: Pick<Room, 'welcome'>, { write, isHost }: Rights): Off => {
  if (write !== null) return write
  const isVerified = room.welcome.get()?.verifies ?? false
  return isHost || !isVerified ? null : stageWords.reading
}

/** Reads each item once, when it comes or changes. */
const watchItems = (map: YMap<unknown>) => {
  const read = new Map<string, BoardItem>()
  const take = (id: string): void => {
    const item = map.has(id) ? readItem(id, map.get(id)) : null
    if (item === null) read.delete(id)
    else read.set(id, item)
  }
  for (const id of map.keys()) take(id)
  const items = createValue(inDrawingOrder(read.values()))
  const hear = ({ keysChanged }: YMapEvent<unknown>): void => {
    for (const id of keysChanged) take(id)
    items.set(inDrawingOrder(read.values()))
  }
  map.observe(hear)
  return { store: items, stop: () => map.unobserve(hear) }
}
