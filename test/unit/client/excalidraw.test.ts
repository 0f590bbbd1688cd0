import fc from 'fast-check'
import { toBase64 } from 'lib0/buffer'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type BoardElement, readElement } from '../../../client/excalidraw/element.ts'
import { Elements } from '../../../client/excalidraw/elements.ts'
import { filesIn } from '../../../client/excalidraw/files.ts'
import { HeardSketch, Sketch } from '../../../client/excalidraw/sketch.ts'

const DAY_MS = 24 * 60 * 60 * 1000

const strokeOf = (id: string, points: readonly (readonly [number, number])[]): BoardElement =>
  readElement(id, {
    ...{ type: 'freedraw', x: 0, y: 0, width: 0, height: 0, points, index: 'a1' },
    ...{ version: points.length, versionNonce: 1, updated: 0 },
  }) as BoardElement

const boardOf = (doc = new Y.Doc()) => ({
  doc,
  elements: new Elements({ doc, name: 'elements', mayWrite: () => true }),
})

const meet = (a: Y.Doc, b: Y.Doc): void => {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
}

test('a deleted element is kept for a day, then it leaves the document, also that of a person who was away', () => {
  const [ada, ben] = [boardOf(), boardOf()]
  const stroke = strokeOf('one', [[0, 0]])
  ada.elements.put([stroke])
  meet(ada.doc, ben.doc)
  ada.elements.put([{ ...stroke, version: 2, isDeleted: true }])
  ada.elements.prune(DAY_MS)
  expect(ada.elements.get('one')?.isDeleted).toBe(true)
  ada.elements.prune(DAY_MS + 1)
  meet(ada.doc, ben.doc)
  for (const { doc, elements } of [ada, ben]) {
    expect(doc.getMap('elements').size).toBe(0)
    expect(elements.all()).toEqual([])
  }
})

test('a stroke is heard as far as it was told, whatever was missed, and odd presence is nothing', () => {
  const points = Array.from({ length: 200 }, (_, at) => [at, at % 7] as const)
  const [sketch, heard] = [new Sketch(), new HeardSketch()]
  const none = () => undefined
  const told = (count: number) => sketch.fieldsOf([strokeOf('one', points.slice(0, count))], none)
  for (let count = 1; count <= 150; count += 10) {
    const { stroke } = heard.take(JSON.parse(JSON.stringify(told(count))), none)
    expect(stroke).toMatchObject({
      id: 'one',
      type: 'freedraw',
      locked: true,
      points: points.slice(0, count),
    })
  }
  // The look of a stroke is told once: presence leaves out what is the same.
  expect(told(100).exStroke).toBe(told(150).exStroke)
  expect(heard.take(told(200), none).stroke?.points, 'the points between were missed').toEqual(
    points.slice(152),
  )
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.anything(), (exStroke, exInk, exMoves) => {
      const { stroke, moves } = heard.take({ exStroke, exInk, exMoves } as object, none)
      for (const element of stroke === null ? moves : [stroke, ...moves])
        expect(readElement(element.id, element)).toEqual(element)
    }),
  )
})

test('a picture goes by what is in it: nobody takes its key for another one, and one that is too large is refused', () => {
  const doc = new Y.Doc()
  const files = filesIn(doc.getMap('files'))
  const pictureOf = (bytes: Uint8Array) => {
    const dataURL = `data:image/png;base64,${toBase64(bytes)}`
    return { id: 'any', mimeType: 'image/png', dataURL, created: 0 }
  }
  const put = files.put(pictureOf(Uint8Array.of(1, 2, 3)), () => true)
  const key = put.ok ? put.value : ''
  expect(files.get(key)).toEqual({ ...pictureOf(Uint8Array.of(1, 2, 3)), id: key })
  doc.getMap('files').set(key, { mimeType: 'image/png', bytes: Uint8Array.of(9) })
  expect(files.get(key)).toBeNull()
  expect(files.put(pictureOf(new Uint8Array(2 ** 20 + 1)), () => true)).toMatchObject({
    fault: { code: 'file-too-large' },
  })
  expect(files.put({ ...pictureOf(Uint8Array.of(1)), mimeType: 'text/html' }, () => true)).toMatchObject({
    fault: { code: 'bad-file' },
  })
  // A board that is full of pictures takes another one in the place of one that no element shows.
  for (let at = 0; at < 70; at++) files.put(pictureOf(Uint8Array.of(at, at)), () => true)
  expect(files.put(pictureOf(Uint8Array.of(7)), () => true)).toMatchObject({
    fault: { code: 'too-many-files' },
  })
  expect(files.put(pictureOf(Uint8Array.of(7)), () => false).ok).toBe(true)
  expect(doc.getMap('files').size).toBe(64)
})
