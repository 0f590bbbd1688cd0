import type { ReadonlyStore, Room } from 'homeroom/client'
import type { Map as YMap, YMapEvent } from 'yjs'
import type { Lead } from '../../common/host/following.ts'
import { createValue } from '../../common/page/value.ts'
import type { Pen } from '../../common/pen/pen.ts'
import type { Rights } from '../../common/room/rights.ts'
import { type BoardItem, inDrawingOrder, readImage, readItem } from './format.ts'
import { createLive, type LiveStroke } from './live.ts'
import { type BoardSize, createSize } from './size.ts'

/** The board of a room: what stands on it, and what is being drawn. */
export interface Board {
  /** In the order in which they are drawn. What has not changed keeps its identity. */
  readonly items: ReadonlyStore<readonly BoardItem[]>
  /** The strokes that others are drawing right now. */
  readonly live: ReadonlyStore<readonly LiveStroke[]>
  /** Whether this person draws: hosts do, the person who has the pen, and everyone while a host lets them. */
  readonly mayDraw: ReadonlyStore<boolean>
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
  readonly pen: Pick<Pen, 'get' | 'subscribe'>
  readonly lead: ReadonlyStore<Lead | null>
}

/** The maps of a document, and of a version of it. */
export const boardMaps = (doc: Room['doc']): BoardMaps => ({
  items: doc.getMap('board'),
  images: doc.getMap('board-images'),
})

export const createBoard = ({ room, rights, pen, lead }: BoardOptions): Board => {
  const maps = boardMaps(room.doc)
  const items = watchItems(maps.items)
  /** A relay that verifies nobody has no hosts: there everyone draws, as everyone does all else. Elsewhere a host may let everyone draw. */
  const isOpen = () => {
    const welcome = room.welcome.get()
    return welcome?.verifies === false || welcome?.rules.attendeesWrite === true
  }
  const read = () => {
    const { write, isHost } = rights.get()
    return write === null && (isHost || isOpen() || pen.get().isOwn)
  }
  const mayDraw = createValue(read())
  const look = () => mayDraw.set(read())
  const live = createLive({
    room,
    items: items.store,
    mayDraw: ({ rights: role, clientId }) => {
      if (isOpen() || role === 'host') return true
      const holder = pen.get().holder?.key
      return room.people.get().some(({ key, clientIds }) => key === holder && clientIds.includes(clientId))
    },
  })
  const size = createSize(room, lead, pen)
  const undo = [rights, pen, room.welcome].map(({ subscribe }) => subscribe(look))
  return {
    items: items.store,
    live: live.strokes,
    mayDraw,
    size,
    maps,
    image: (key) => readImage(maps.images.get(key)),
    stop() {
      for (const work of [...undo, items.stop, live.stop, size.stop]) work()
    },
  }
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
