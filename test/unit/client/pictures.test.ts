import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Picture, pictureOf, picturesIn, readPicture } from '../../../client/pictures.ts'

const png = (...bytes: number[]): Picture => ({ mimeType: 'image/png', bytes: Uint8Array.from(bytes) })

const keyOf = (put: object): string => ('key' in put ? `${put.key}` : JSON.stringify(put))

test('a picture is read as if a stranger wrote it, in every page that has the map', () => {
  const [doc, other] = [new Y.Doc(), new Y.Doc()]
  doc.on('update', (update) => Y.applyUpdate(other, update))
  const [here, there] = [picturesIn(doc.getMap('files')), picturesIn(other.getMap('files'))]
  let told = 0
  const stop = there.subscribe(() => told++)
  const key = keyOf(here.put(png(1, 2, 3), () => true))
  expect(key).toMatch(/^[\da-f]{32}$/)
  expect(there.get(key)).toBe('data:image/png;base64,AQID')
  expect(pictureOf('data:image/png;base64,AQID')).toEqual(png(1, 2, 3))
  expect(told).toBe(1)
  // The same once more is nothing new; another one under its key is none.
  expect(keyOf(here.put(png(1, 2, 3), () => true))).toBe(key)
  expect(told).toBe(1)
  doc.getMap('files').set(key, png(9))
  expect([here.get(key), there.get(key)]).toEqual([null, null])
  doc.getMap('files').set(key, png(1, 2, 3))
  expect(there.get(key)).toBe('data:image/png;base64,AQID')
  stop()
  doc.getMap('files').delete(key)
  expect([told, there.get(key)]).toEqual([3, null])
  for (const value of [7, null, 'x', [], { bytes: [1] }, { ...png(1, 2, 3), mimeType: 'text/html' }])
    expect(readPicture(key, value)).toBeNull()
  expect(pictureOf('https://example.org/a.png')).toBeNull()
})

test('all of them have bounds, within which what nobody sees makes place', () => {
  const map = new Y.Doc().getMap('files')
  const pictures = picturesIn(map)
  const large = (first: number): Picture => {
    const bytes = new Uint8Array(2 ** 20)
    bytes[0] = first
    return { mimeType: 'image/webp', bytes }
  }
  const keys = Array.from({ length: 8 }, (_, first) => keyOf(pictures.put(large(first), () => true)))
  expect(pictures.put(large(8), () => true)).toEqual({ fault: 'too-many-files' })
  const put = keyOf(pictures.put(large(8), (key) => key !== keys[3]))
  expect([...map.keys()].sort()).toEqual([...keys.filter((key) => key !== keys[3]), put].sort())
  expect(pictures.put({ mimeType: 'image/webp', bytes: new Uint8Array(2 ** 20 + 1) }, () => false)).toEqual({
    fault: 'file-too-large',
  })
  expect(pictures.put({ ...png(1), mimeType: 'application/pdf' }, () => false)).toEqual({ fault: 'bad-file' })
})
