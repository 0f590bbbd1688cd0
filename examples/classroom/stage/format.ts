// What stands on the board, as the document keeps it. Anybody who may write can write anything: everything is read here, bounded, and never throws.

import { cutGraphemes } from '../../common/page/graphemes.ts'
import { jpegSize } from './jpeg.ts'
import { decodePoints, encodePoints, type Point } from './points.ts'

/** The board is 16 to 9, in whole units: a unit is a ten-thousandth of its width. */
export const BOARD: Point = [10_000, 5_625]

/** So many items are shown, the earliest first. */
export const BOARD_ITEMS = 1_000

/** And so many points in all of their strokes. */
export const BOARD_POINTS = 200_000

/** Of one stroke; a longer one is written in several. */
export const STROKE_POINTS = 1_024

export const BOARD_IMAGES = 16
export const IMAGE_BYTES = 96 * 1024
/** In pixels. */
export const IMAGE_SIDE = 1_280
export const TEXT_GRAPHEMES = 300
export const TITLE_GRAPHEMES = 120
export const LINK_CHARS = 2_000

const ID_CHARS = 64
/** A character as people count them has at most some 40 of UTF-16; most texts have one. */
const TEXT_CHARS = 4_096
/** An image is at least so large, in units: smaller ones cannot be hit by a finger. */
export const LEAST_SIDE = 200

export const COLORS = ['white', 'yellow', 'red', 'blue'] as const
export type Color = (typeof COLORS)[number]

export const WIDTHS = ['thin', 'thick'] as const
export type Width = (typeof WIDTHS)[number]

/** The look of a stroke, or of a text. */
export interface Chalk {
  readonly color: Color
  readonly width: Width
}

interface Item {
  /** The key in the map. */
  readonly id: string
  /** When it was put there, in ms since 1970 by the relay's clock as the writer knew it: the order of the drawing. */
  readonly at: number
}

interface Placed extends Item {
  /** The upper left corner, in units. */
  readonly x: number
  readonly y: number
}

export interface Stroke extends Item, Chalk {
  readonly kind: 'stroke'
  readonly points: readonly Point[]
}

export interface TextBox extends Placed, Chalk {
  readonly kind: 'text'
  readonly text: string
}

export interface LinkCard extends Placed {
  readonly kind: 'link'
  /** `http:` or `https:`. */
  readonly url: string
  /** Empty for none. */
  readonly title: string
}

export interface Picture extends Placed {
  readonly kind: 'image'
  /** The key in the map of images. */
  readonly image: string
  /** In units. */
  readonly width: number
  readonly height: number
  /** What it shows, in words; empty if nobody said it. */
  readonly alt: string
}

export type PlacedItem = TextBox | LinkCard | Picture
export type BoardItem = Stroke | PlacedItem

type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const within = (value: unknown, least: number, most: number): number | null =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.min(most, Math.max(least, Math.round(value)))
    : null

/** A text without what cannot be seen at its ends, at most so long; null where it is none. */
export const boundedText = (value: unknown, most: number): string | null =>
  typeof value === 'string' ? cutGraphemes(value.slice(0, TEXT_CHARS).trim(), most) : null

/** An address that a card may lead to; null for anything but http and https. */
export const readUrl = (value: unknown): string | null => {
  if (typeof value !== 'string' || value.length > LINK_CHARS) return null
  if (!URL.canParse(value)) return null
  const { protocol, href } = new URL(value)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}

export const readChalk = ({ color, width }: Fields): Chalk | null => {
  const [ink, wide] = [COLORS.find((one) => one === color), WIDTHS.find((one) => one === width)]
  return ink === undefined || wide === undefined ? null : { color: ink, width: wide }
}

/** The points of a stroke; null where it has none. */
export const readPoints = (value: unknown): readonly Point[] | null => {
  const points = typeof value === 'string' ? decodePoints(value, STROKE_POINTS, BOARD) : null
  return points === null || points.length === 0 ? null : points
}

type Reader = (fields: Fields, item: Item) => BoardItem | null

const placedAt = (fields: Fields, item: Item): Placed | null => {
  const [x, y] = [within(fields.x, 0, BOARD[0]), within(fields.y, 0, BOARD[1])]
  return x === null || y === null ? null : { ...item, x, y }
}

const READERS: Readonly<Record<BoardItem['kind'], Reader>> = {
  stroke: (fields, item) => {
    const [chalk, points] = [readChalk(fields), readPoints(fields.points)]
    return chalk === null || points === null ? null : { ...item, kind: 'stroke', ...chalk, points }
  },
  text: (fields, item) => {
    const [placed, chalk] = [placedAt(fields, item), readChalk(fields)]
    const text = boundedText(fields.text, TEXT_GRAPHEMES)
    return placed && chalk && text ? { ...placed, kind: 'text', ...chalk, text } : null
  },
  link: (fields, item) => {
    const [placed, url] = [placedAt(fields, item), readUrl(fields.url)]
    const title = boundedText(fields.title ?? '', TITLE_GRAPHEMES)
    return placed && url && title !== null ? { ...placed, kind: 'link', url, title } : null
  },
  image: (fields, item) => {
    const placed = placedAt(fields, item)
    const [width, height] = [
      within(fields.width, LEAST_SIDE, BOARD[0]),
      within(fields.height, LEAST_SIDE, BOARD[1]),
    ]
    const alt = boundedText(fields.alt ?? '', TITLE_GRAPHEMES)
    const { image } = fields
    if (!placed || !width || !height || alt === null || typeof image !== 'string') return null
    return { ...placed, kind: 'image', image: image.slice(0, ID_CHARS), width, height, alt }
  },
}

const isKind = (kind: unknown): kind is BoardItem['kind'] =>
  typeof kind === 'string' && Object.hasOwn(READERS, kind)

/** What stands under a key of the board; null where it cannot be read. */
export const readItem = (id: string, value: unknown): BoardItem | null => {
  if (id.length > ID_CHARS || !isFields(value) || !isKind(value.kind)) return null
  const at = within(value.at, 0, Number.MAX_SAFE_INTEGER)
  return at === null ? null : READERS[value.kind](value, { id, at })
}

/** An item as it is written under its id. */
export const writeItem = ({ id: _id, ...item }: BoardItem): Fields =>
  item.kind === 'stroke' ? { ...item, points: encodePoints(item.points) } : item

/** What is drawn of all that there is: the earliest, and of those no more than a page can draw. */
export const inDrawingOrder = (items: Iterable<BoardItem>): readonly BoardItem[] => {
  const shown: BoardItem[] = []
  let points = 0
  for (const item of [...items].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    if (shown.length === BOARD_ITEMS) break
    if (item.kind === 'stroke') points += item.points.length
    if (item.kind !== 'stroke' || points <= BOARD_POINTS) shown.push(item)
  }
  return shown
}

/** A picture that a page may decode: a JPEG within the bounds; null for all else. */
export const readImage = (value: unknown): Uint8Array<ArrayBuffer> | null => {
  if (!(value instanceof Uint8Array) || value.length > IMAGE_BYTES) return null
  const size = jpegSize(value)
  if (size === null || size.width === 0 || size.height === 0) return null
  return Math.max(size.width, size.height) > IMAGE_SIDE ? null : new Uint8Array(value)
}
