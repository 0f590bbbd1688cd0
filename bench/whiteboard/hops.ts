// Where the time goes between a motion of the hand on one page and the point on another: each hop is noted where it happens.
import type { Page } from 'playwright-core'
import type { Room } from '../../client/index.ts'
import { median, percentile } from '../statistics.ts'

/** From when on somebody had so many points of a stroke, in ms since 1970. */
interface Mark {
  readonly id: string
  readonly points: number
  readonly atMs: number
}

/** What one page has noted. */
export interface Noted {
  /** Of its own strokes, when Excalidraw had drawn the point; `handMs` is when the browser heard of the hand. */
  readonly own: readonly (Mark & { readonly handMs: number })[]
  readonly sent: readonly Mark[]
  /** Of the strokes of others, when the page took the message. */
  readonly came: readonly Mark[]
  /** Of the strokes of others, in the frame that draws it. */
  readonly drawn: readonly Mark[]
  /** Between two frames, in ms. */
  readonly gaps: readonly number[]
}

/** Runs before the page: its frames are kept as they are, and read afterwards, so that noting costs it little. */
const beforeSocket = `
  window.frames2 = { sent: [], came: [] }
  const now = () => performance.timeOrigin + performance.now()
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) {
    frames2.sent.push([now(), data.slice()])
    return send.call(this, data)
  }
  const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage')
  Object.defineProperty(WebSocket.prototype, 'onmessage', {
    set(heard) {
      set.call(this, heard && ((event) => {
        frames2.came.push([now(), event.data])
        return heard.call(this, event)
      }))
    },
  })`

/** Runs when the board is there. */
const onBoard = `
  window.noted = { own: [], drawn: [], gaps: [] }
  frames2.sent = []
  frames2.came = []
  let handMs = 0
  addEventListener('pointermove', ({ timeStamp }) => { handMs = performance.timeOrigin + timeStamp }, true)
  const most = new Map()
  const note = (list, strokes, more) => {
    for (const { id, points } of strokes) {
      if (points.length <= (most.get(id) ?? 0)) continue
      most.set(id, points.length)
      list.push({ id, points: points.length, atMs: performance.timeOrigin + performance.now(), ...more })
    }
  }
  api.onChange(() => {
    const { newElement } = api.getAppState()
    if (newElement?.type === 'freedraw') note(noted.own, [newElement], { handMs })
  })
  binding.strokes.subscribe((strokes) => note(noted.drawn, strokes))
  let last = performance.now()
  const step = (now) => { noted.gaps.push(now - last); last = now; requestAnimationFrame(step) }
  requestAnimationFrame(step)`

/** The points of a text are two numbers each, and a number ends with a digit of the first 32. */
const result = `(() => {
  const ink = /\\{"id":"([^"]+)","from":(\\d+),"points":"([^"]*)"/g
  const marks = (frames) => frames.flatMap(([atMs, data]) => {
    const text = new TextDecoder('latin1').decode(data)
    return [...text.matchAll(ink)].map(([, id, from, points]) =>
      ({ id, points: Number(from) + points.replace(/[^A-Za-f]/g, '').length / 2, atMs }))
  })
  return { ...noted, sent: marks(frames2.sent), came: marks(frames2.came) }
})()`

/** Has to be called before the page is opened. */
export const watchSocket = async (page: Page): Promise<void> => {
  await page.addInitScript(beforeSocket)
}

/** Has to be called when the board is there. */
export const watchBoard = (page: Page): Promise<unknown> => page.evaluate(onBoard)

/** What the page has noted since {@link watchBoard}. */
export const notedBy = (page: Page): Promise<Noted> => page.evaluate<Noted>(result)

/** Notes when a client without a page hears of points: so late they are by throttle, relay and network alone. */
export const watchRoom = (room: Room): { readonly came: readonly Mark[]; stop(): void } => {
  const came: Mark[] = []
  const stop = room.others.subscribe((others) => {
    for (const { exInk } of others as readonly { exInk?: { id: string; from: number; points: string } }[]) {
      if (exInk === undefined) continue
      const points = exInk.from + exInk.points.replace(/[^A-Za-f]/g, '').length / 2
      came.push({ id: exInk.id, points, atMs: Date.now() })
    }
  })
  return { came, stop }
}

/** The first marks of each stroke, by its id. */
const byStroke = (marks: readonly Mark[]): ReadonlyMap<string, readonly Mark[]> => {
  const lists = new Map<string, Mark[]>()
  for (const mark of marks) lists.set(mark.id, [...(lists.get(mark.id) ?? []), mark])
  return lists
}

type Find = (id: string, points: number) => number | undefined

const finder = (marks: readonly Mark[]): Find => {
  const lists = byStroke(marks)
  return (id, points) => lists.get(id)?.find((mark) => mark.points >= points)?.atMs
}

/** The hops of all points of all pages on all other pages, each a list of ms. */
export interface Hops {
  /** From the time at which the author's page had drawn the point until another one draws it: all hops but `hand`. */
  readonly whole: readonly number[]
  /** The browser hears of the hand, and the author's own page has it. */
  readonly hand: readonly number[]
  /** Until the author's page sends it. */
  readonly sent: readonly number[]
  /** From there to a client without a page. */
  readonly relayed: readonly number[]
  /** From where it was sent until the other page takes the message. */
  readonly came: readonly number[]
  /** Until that page draws it. */
  readonly drawn: readonly number[]
}

/** How late the points of each page's strokes were on the other pages. */
export const hopsOf = (pages: readonly Noted[], heard: readonly Mark[]): Hops => {
  const hops = { whole: [], hand: [], sent: [], relayed: [], came: [], drawn: [] } as Record<
    keyof Hops,
    number[]
  >
  const relayed = finder(heard)
  const finders = pages.map(({ came, drawn }) => ({ came: finder(came), drawn: finder(drawn) }))
  pages.forEach((page, author) => {
    const sent = finder(page.sent)
    for (const { id, points, atMs, handMs } of page.own) {
      hops.hand.push(atMs - handMs)
      const sentMs = sent(id, points)
      if (sentMs === undefined) continue
      hops.sent.push(sentMs - atMs)
      const relayedMs = relayed(id, points)
      if (relayedMs !== undefined) hops.relayed.push(relayedMs - sentMs)
      finders.forEach((other, at) => {
        const [cameMs, drawnMs] = [other.came(id, points), other.drawn(id, points)]
        if (at === author || cameMs === undefined || drawnMs === undefined) return
        hops.whole.push(drawnMs - atMs)
        hops.came.push(cameMs - sentMs)
        hops.drawn.push(drawnMs - cameMs)
      })
    }
  })
  return hops
}

const times = (values: readonly number[]): string =>
  `${median(values).toFixed(0)} / ${percentile(values, 0.95).toFixed(0)}`

/** One line: median and p95 of each hop, in ms. */
export const inWords = ({ hand, sent, relayed, came, drawn }: Hops): string =>
  [
    `of it, median / p95 ms: hand to own page ${times(hand)}`,
    `until sent ${times(sent)}`,
    `to another page ${times(came)} (to a client without a page ${times(relayed)})`,
    `until drawn there ${times(drawn)}`,
  ].join(', ')
