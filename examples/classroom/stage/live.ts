// Strokes while they are drawn: in presence, so that others see them grow, and nowhere else.

import type { ReadonlyStore, Room } from 'homeroom/client'
import { createValue } from '../../common/page/value.ts'
import { type BoardItem, type Chalk, isFields, readChalk, readPoints, STROKE_POINTS } from './format.ts'
import { encodePoints, type Point } from './points.ts'

/**
 * So many points are told each time, the latest: at most some 330 bytes, however long the stroke is. A page misses some only
 * where it was not told for a second or so; then it shows what it has, until the whole stroke comes with the document.
 */
const TOLD_POINTS = 48

/** So long a stroke stays that is drawn no more and has not come with the document, in ms. */
const LINGER_MS = 1_000

export interface LiveStroke extends Chalk {
  /** The id that it will have in the document. */
  readonly id: string
  readonly points: readonly Point[]
}

/** What presence says of a stroke, as its field `ink`. */
export const inkOf = ({ id, color, width, points }: LiveStroke) => {
  const from = Math.max(0, points.length - TOLD_POINTS)
  return { id, color, width, from, points: encodePoints(points.slice(from)) }
}

/** A stroke as far as it was told. */
interface Heard extends LiveStroke {
  /** How many points came before the first of `points`. */
  readonly from: number
}

const readInk = (value: unknown): Heard | null => {
  if (!isFields(value) || typeof value.id !== 'string' || typeof value.from !== 'number') return null
  const [chalk, points] = [readChalk(value), readPoints(value.points)]
  const { id, from } = value
  if (chalk === null || points === null || !(from >= 0 && from + points.length <= STROKE_POINTS)) return null
  return { id, from, ...chalk, points }
}

/** What is known of a stroke with what was told last. */
export const grownInk = (before: Heard | null, value: unknown): Heard | null => {
  const told = readInk(value)
  if (told === null || before === null || before.id !== told.id) return told
  const known = told.from - before.from
  if (known < 0 || known > before.points.length) return told
  return { ...before, points: [...before.points.slice(0, known), ...told.points] }
}

/** Another tab. */
type Tab = ReturnType<Room['others']['get']>[number] & { readonly ink?: unknown }

export interface LiveOptions {
  readonly room: Pick<Room, 'others'>
  readonly items: ReadonlyStore<readonly BoardItem[]>
  /** Everybody can say that they draw: only what these say is shown. */
  readonly mayDraw: (tab: Tab) => boolean
}

interface Drawn {
  readonly raw: unknown
  readonly stroke: Heard | null
}

export const createLive = ({ room, items, mayDraw }: LiveOptions) => {
  const strokes = createValue<readonly LiveStroke[]>([])
  const byTab = new Map<number, Drawn>()
  /** Strokes that are drawn no more, until the document has them. */
  const ended = new Map<string, { readonly stroke: Heard; readonly timer: ReturnType<typeof setTimeout> }>()

  const publish = (): void => {
    const drawn = [...byTab.values()].flatMap(({ stroke }) => stroke ?? [])
    const next = [...drawn, ...[...ended.values()].map(({ stroke }) => stroke)]
    if (next.length > 0 || strokes.get().length > 0) strokes.set(next)
  }
  const drop = (id: string): void => {
    clearTimeout(ended.get(id)?.timer)
    if (ended.delete(id)) publish()
  }
  const end = (stroke: Heard): void => {
    if (items.get().some(({ id }) => id === stroke.id)) return
    ended.set(stroke.id, { stroke, timer: setTimeout(() => drop(stroke.id), LINGER_MS) })
  }

  const hear = (tabs: readonly Tab[]): void => {
    let isChanged = false
    const gone = new Set(byTab.keys())
    for (const tab of tabs) {
      const { clientId } = tab
      const before = byTab.get(clientId)
      const raw = tab.ink !== undefined && tab.status === 'here' && mayDraw(tab) ? tab.ink : undefined
      gone.delete(clientId)
      if (before?.raw === raw) continue
      isChanged = true
      const stroke = grownInk(before?.stroke ?? null, raw)
      if (before?.stroke && before.stroke.id !== stroke?.id) end(before.stroke)
      byTab.set(clientId, { raw, stroke })
    }
    for (const clientId of gone) {
      isChanged ||= byTab.get(clientId)?.stroke != null
      byTab.delete(clientId)
    }
    if (isChanged) publish()
  }
  hear(room.others.get())
  const undo = [
    room.others.subscribe(hear),
    items.subscribe((all) => {
      if (ended.size > 0) for (const { id } of all) drop(id)
    }),
  ]
  return {
    strokes,
    stop() {
      for (const unsubscribe of undo) unsubscribe()
      for (const { timer } of ended.values()) clearTimeout(timer)
    },
  }
}
