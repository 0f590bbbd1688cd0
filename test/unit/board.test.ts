import { expect, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import {
  BOARD,
  BOARD_ITEMS,
  BOARD_POINTS,
  type BoardItem,
  inDrawingOrder,
  readImage,
  readItem,
  STROKE_POINTS,
  type Stroke,
  writeItem,
} from '../../examples/classroom/stage/format.ts'
import { grownInk, inkOf } from '../../examples/classroom/stage/live.ts'
import { decodePoints, encodePoints, type Point } from '../../examples/classroom/stage/points.ts'
import { letterHeight } from '../../examples/classroom/stage/text-fit.ts'
import { layerAt } from '../../examples/classroom/stage/tools/editing.ts'
import { createEdits } from '../../examples/classroom/stage/tools/edits.ts'
import { type Area, freeRoom } from '../../examples/classroom/stage/tools/free-room.ts'
import { resizedBy, resizedTo } from '../../examples/classroom/stage/tools/resize.ts'

const decode = (text: string) => decodePoints(text, STROKE_POINTS, BOARD)

const wave = (count: number): Point[] =>
  Array.from({ length: count }, (_, i) => [(i * 37) % BOARD[0], Math.round(2_000 + 900 * Math.sin(i / 9))])

test('board: points are distances in digits of 5 bits, and come back as they were', () => {
  const golden: readonly (readonly [readonly Point[], string])[] = [
    [[], ''],
    [[[0, 0]], 'AA'],
    [
      [
        [5, 16],
        [4, 0],
      ],
      'KgBBf',
    ],
    [[BOARD, [0, 0]], 'gxTy_K_wTx_K'],
  ]
  for (const [points, text] of golden) {
    expect(encodePoints(points)).toBe(text)
    expect(decode(text)).toEqual(points)
  }
  expect(decode(encodePoints(wave(STROKE_POINTS)))).toEqual(wave(STROKE_POINTS))
})

test.each([
  ['half a number', 'g'],
  ['one coordinate without the other', 'A'],
  ['a number of more digits than the board has', 'ggggAA'],
  ['a sign that is no digit', 'A A'],
  ['a place above the board', 'AB'],
  ['a place right of the board', encodePoints([[BOARD[0] + 1, 0]])],
  ['more points than a stroke has', 'AA'.repeat(STROKE_POINTS + 1)],
  ['a text without end', 'A'.repeat(10_000_000)],
])('board: %s is no stroke', (_, points) => {
  expect(decode(points)).toBeNull()
})

const stroke = { kind: 'stroke', at: 7, color: 'red', width: 'thin', points: 'AAKK' }

test('board: what is written is what is read', () => {
  const at = { at: 7, x: 10, y: 20 }
  const items: readonly BoardItem[] = [
    { id: 'a', at: 7, kind: 'stroke', color: 'red', width: 'thick', points: wave(60) },
    { id: 'b', ...at, kind: 'text', color: 'white', width: 'thin', text: 'a² + b²' },
    { id: 'c', ...at, kind: 'link', url: 'https://example.org/a', title: '' },
    { id: 'd', ...at, kind: 'image', image: 'ab12', width: 4_000, height: 2_000, alt: 'A triangle' },
  ]
  for (const item of items) expect(readItem(item.id, writeItem(item))).toEqual(item)
})

test.each<readonly [string, unknown]>([
  ['nothing', undefined],
  ['a number', 7],
  ['a list', []],
  ['a kind of its own', { ...stroke, kind: 'rocket' }],
  ['a kind that every object has', { ...stroke, kind: 'constructor' }],
  ['a colour that is a style', { ...stroke, color: 'url(https://example.org)' }],
  ['a stroke without points', { ...stroke, points: '' }],
  ['points that are no text', { ...stroke, points: { length: 4 } }],
  ['a time that is none', { ...stroke, at: Number.NaN }],
  [
    'a text that cannot be seen',
    { kind: 'text', at: 7, x: 0, y: 0, color: 'red', width: 'thin', text: ' \n' },
  ],
  ['a place that is none', { kind: 'link', at: 7, x: '1', y: 0, url: 'https://example.org' }],
  ['a link to a script', { kind: 'link', at: 7, x: 0, y: 0, url: 'javascript:alert(1)' }],
  ['a link to data', { kind: 'link', at: 7, x: 0, y: 0, url: 'data:text/html,a' }],
  [
    'a link without end',
    { kind: 'link', at: 7, x: 0, y: 0, url: `https://example.org/${'a'.repeat(9_000)}` },
  ],
  ['a picture without a size', { kind: 'image', at: 7, x: 0, y: 0, image: 'a', width: null, height: 5 }],
])('board: %s is not shown', (_, value) => {
  expect(readItem('a', value)).toBeNull()
})

test('board: a place beyond the edge is at the edge, a text of any length ends, and an id of any length is refused', () => {
  const text = {
    kind: 'text',
    at: 7,
    x: -1e300,
    y: 1e300,
    color: 'red',
    width: 'thin',
    text: 'x'.repeat(1e6),
  }
  const read = readItem('a', text)
  expect(read).toMatchObject({ x: 0, y: BOARD[1] })
  expect(read?.kind === 'text' && read.text.length).toBe(300)
  expect(readItem('a'.repeat(65), stroke)).toBeNull()
})

test('board: the earliest items are drawn, and no more of them than a page can draw', () => {
  const many = (count: number, points: readonly Point[]): Stroke[] =>
    Array.from({ length: count }, (_, i) => ({
      id: `${i}`,
      at: count - i,
      kind: 'stroke',
      color: 'red',
      width: 'thin',
      points,
    }))
  const shown = inDrawingOrder(many(BOARD_ITEMS + 5, wave(2)))
  expect(shown.length).toBe(BOARD_ITEMS)
  expect(shown[0]?.at).toBe(1)
  const long = inDrawingOrder(many(BOARD_ITEMS, wave(STROKE_POINTS)))
  expect(long.length).toBe(Math.floor(BOARD_POINTS / STROKE_POINTS))
})

/** The beginning of a JPEG of this size: an APP0 of two bytes, and its frame. */
const jpeg = (width: number, height: number): Uint8Array =>
  Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xc0, 0, 11, 8],
    ...[height >> 8, height & 255, width >> 8, width & 255],
    ...[1, 1, 0x11, 0],
  ])

test('board: a page decodes no picture but a JPEG within the bounds', () => {
  expect(readImage(jpeg(1_280, 720))).toEqual(jpeg(1_280, 720))
  const refused: readonly unknown[] = [
    jpeg(60_000, 60_000),
    jpeg(0, 10),
    jpeg(10, 10).slice(0, 12),
    Uint8Array.from([...jpeg(10, 10).slice(0, 6), 0xff, 0xff, 0xff, 0xff]),
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 0, 0, 0, 0]),
    new Uint8Array(200_000),
    new Uint8Array(0),
    'ÿØ',
    null,
  ]
  for (const value of refused) expect(readImage(value)).toBeNull()
})

const live = (points: readonly Point[], id = 'a') => ({ id, color: 'blue', width: 'thin', points }) as const

test('board: a stroke grows by what is told, in few bytes however long it is, and a gap shows what is known', () => {
  const whole = wave(600)
  let heard: ReturnType<typeof grownInk> = null
  for (let drawn = 10; drawn <= whole.length; drawn += 10) {
    const told = inkOf(live(whole.slice(0, drawn)))
    expect(JSON.stringify(told).length).toBeLessThan(400)
    heard = grownInk(heard, told)
  }
  expect(heard).toMatchObject(live(whole))

  const gap = grownInk(grownInk(null, inkOf(live(whole.slice(0, 40)))), inkOf(live(whole.slice(0, 400))))
  expect(gap?.points).toEqual(whole.slice(352, 400))
  expect(grownInk(heard, inkOf(live(wave(3), 'b')))?.points).toEqual(wave(3))
  for (const value of [
    null,
    7,
    {},
    { ...inkOf(live(wave(3))), from: -1 },
    { ...inkOf(live(wave(3))), from: 1e9 },
  ])
    expect(grownInk(heard, value)).toBeNull()
})

test('board: letters are as large as ever until there are too many for the board, and then all lines have their place', () => {
  expect(letterHeight({ text: 'a'.repeat(200), width: 'thin' })).toBe(400)
  expect(letterHeight({ text: 'a'.repeat(100), width: 'thick' })).toBe(600)
  expect(letterHeight({ text: '字'.repeat(200), width: 'thin' })).toBeLessThan(400)
  for (const lines of [12, 60, 300]) {
    const height = letterHeight({ text: Array.from({ length: lines }, () => 'a').join('\n'), width: 'thick' })
    expect(height * 1.25 * lines).toBeLessThanOrEqual(BOARD[1])
  }
})

const picture = { kind: 'image', at: 7, image: 'ab12', alt: '' } as const
const text = { kind: 'text', at: 7, color: 'white', width: 'thin' } as const

test('board: a new picture stands beside what is there, shrinks for that, and covers as little as it can where there is no room', () => {
  const wide = { width: 1_280, height: 720 }
  // The corners are free: nothing of the page lies over them.
  expect(freeRoom([], wide)).toMatchObject({ y: 125, width: 4_000, height: 2_250 })
  const heading: BoardItem = { ...text, id: 'a', x: 4_000, y: 400, text: 'Photosynthesis in five steps' }
  const around: BoardItem = {
    id: 'b',
    at: 7,
    kind: 'stroke',
    color: 'red',
    width: 'thin',
    points: [
      [200, 200],
      [200, 5_400],
      [6_000, 5_400],
    ],
  }
  const items: BoardItem[] = [heading, around]
  const apart = (a: Area, b: Area) =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
  for (const id of ['c', 'd', 'e', 'f']) {
    const area = freeRoom(items, wide)
    expect(area.x + area.width).toBeLessThanOrEqual(BOARD[0])
    expect(area.y + area.height).toBeLessThanOrEqual(BOARD[1])
    expect(area.width / area.height).toBeCloseTo(16 / 9, 1)
    const taken = items.flatMap((item) => (item.kind === 'image' ? item : []))
    expect(taken.every((other) => apart(area, other))).toBe(true)
    // The heading is two lines of 400 units.
    expect(apart(area, { x: 3_600, y: 400, width: 6_400, height: 1_000 })).toBe(true)
    items.push({ ...picture, id, ...area })
  }
  const full = Array.from({ length: 49 }, (_, n): BoardItem => {
    const [x, y] = [(n % 7) * 1_400, Math.floor(n / 7) * 800]
    return { ...text, id: `t${n}`, x, y, text: 'Leaf' }
  })
  expect(freeRoom(full, wide).width).toBe(1_500)
})

test('board: a picture keeps its form and stays on the board at every size, and no press that changes nothing is a step', () => {
  const item = { ...picture, id: 'a', x: 8_000, y: 4_000, width: 1_600, height: 1_200 }
  let grown = item as Parameters<typeof resizedBy>[0]
  for (let press = 0; press < 40; press++) grown = resizedBy(grown, 1.15)
  expect(grown).toMatchObject({ y: 0, height: BOARD[1] })
  expect(resizedBy(grown, 1.15)).toBe(grown)
  for (let press = 0; press < 60; press++) grown = resizedBy(grown, 1 / 1.15)
  expect(grown).toMatchObject({ height: 200 })
  expect(resizedTo(item, 9_000, 4_100)).toMatchObject({ x: 8_000, y: 4_000, width: 1_000, height: 750 })
  expect(resizedTo(item, 20_000, 20_000)).toMatchObject({ width: 2_000, height: 1_500 })
  expect(resizedTo(item, 9_600, 5_200)).toBe(item)
})

test.each([
  [1, 2],
  [2, 1],
])(
  'board: two who change a picture at once end with the same one, each undoes their own, and the front is before all (%i, %i)',
  (...clientIds) => {
    const pages = clientIds.map((clientId) => {
      const doc = new Doc()
      doc.clientID = clientId
      const maps = { items: doc.getMap<unknown>('board'), images: doc.getMap<unknown>('board-images') }
      const items = () => inDrawingOrder([...maps.items].flatMap(([id, value]) => readItem(id, value) ?? []))
      const edits = createEdits({ doc, serverMs: () => 1_000 }, { maps, items: { get: items } })
      return { doc, items, edits }
    })
    const [one, two] = pages as [(typeof pages)[0], (typeof pages)[0]]
    const exchange = () => {
      applyUpdate(two.doc, encodeStateAsUpdate(one.doc))
      applyUpdate(one.doc, encodeStateAsUpdate(two.doc))
      expect(one.items()).toEqual(two.items())
    }
    one.edits.put({ ...picture, x: 1_000, y: 1_000, width: 1_600, height: 1_200 }, 'a')
    one.edits.put({ ...text, x: 1_000, y: 1_000, text: 'Leaf' }, 'b')
    exchange()
    const [first] = one.items()
    if (first?.kind !== 'image') throw new Error('The picture is not the first.')
    one.edits.change(resizedBy(first, 2))
    two.edits.change({ ...first, at: layerAt(two.items().slice(1), first.at, 'front', 900) })
    exchange()
    const winner = one.items().at(-1)?.id === 'a' ? two : one
    winner.edits.undo()
    exchange()
    expect(one.items().find(({ id }) => id === 'a')).toEqual(first)

    const others = one.items().filter(({ id }) => id !== 'a')
    expect(layerAt(others, first.at, 'back', 5_000)).toBe(999)
    expect(layerAt(others, 999, 'back', 5_000)).toBe(999)
    expect(layerAt(others, 999, 'front', 5)).toBe(1_001)
    expect(layerAt([], 7, 'front', 5_000)).toBe(7)
  },
)
