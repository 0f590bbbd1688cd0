import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { finish } from '../../server/base/turns.ts'
import { jsonViewOf } from '../../server/document/json-view.ts'

const viewOf = (fill: (doc: Y.Doc) => void) => {
  const doc = new Y.Doc()
  fill(doc)
  const view = finish(jsonViewOf(Y.encodeStateAsUpdate(doc)))
  if (!view.ok) throw new Error(view.fault.message)
  return JSON.parse(Buffer.concat(view.value).toString())
}

test('[HT6] the type of each root is guessed from what it holds', () => {
  const view = viewOf((doc) => {
    doc.getText('text').insert(0, 'Hello', { bold: true })
    doc.getText('picture').insertEmbed(0, { src: 'a.png' })
    doc.getArray('list').push([1, 'two', { three: [3] }])
    doc.getArray('nested').push([new Y.Map([['key', new Y.Text('inner')]])])
    doc.getMap('map').set('key', new Y.Array())
    const paragraph = new Y.XmlElement('p')
    doc.getXmlFragment('page').push([paragraph])
    paragraph.push([new Y.XmlText('Hi')])
  })
  expect(view).toEqual({
    text: { type: 'text', value: 'Hello' },
    picture: { type: 'text', value: '' },
    list: { type: 'array', value: [1, 'two', { three: [3] }] },
    nested: { type: 'array', value: [{ key: 'inner' }] },
    map: { type: 'map', value: { key: [] } },
    page: { type: 'xml', value: '<p>Hi</p>' },
  })
})

test('[HT6] what has been deleted says nothing of the type', () => {
  const view = viewOf((doc) => {
    doc.getText('emptied').insert(0, 'gone')
    doc.getText('emptied').delete(0, 4)
    doc.getArray('rest').push([1, 2])
    doc.getArray('rest').delete(0, 1)
    doc.getMap('keys').set('key', 1)
    doc.getMap('keys').delete('key')
  })
  expect(view).toEqual({
    emptied: { type: 'unknown', value: null },
    rest: { type: 'array', value: [2] },
    keys: { type: 'map', value: {} },
  })
})

test('[HT6] values that JSON lacks have a form of their own, and a key that is a trap is a key', () => {
  const inner = new Y.Doc({ guid: 'inner' })
  const { values } = viewOf((doc) => {
    const map = doc.getMap('values')
    map.set('bytes', new Uint8Array([1, 2, 255]))
    map.set('large', 2n ** 60n)
    map.set('doc', inner)
    map.set('__proto__', { isAdmin: true })
  })
  expect(JSON.parse(JSON.stringify(values?.value))).toEqual(
    JSON.parse('{"bytes":"AQL/","large":"1152921504606846976","doc":"inner","__proto__":{"isAdmin":true}}'),
  )
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
})

test.each([
  [
    'lists',
    400,
    (doc: Y.Doc, depth: number) => {
      let at = doc.getArray<unknown>('deep')
      for (let level = 0; level < depth; level++) {
        const next = new Y.Array<unknown>()
        at.push([next])
        at = next
      }
    },
  ],
  [
    'elements',
    5_000,
    (doc: Y.Doc, depth: number) => {
      let at: Y.XmlFragment = doc.getXmlFragment('deep')
      for (let level = 0; level < depth; level++) {
        const next = new Y.XmlElement('div')
        at.push([next])
        at = next
      }
    },
  ],
] as const)(
  '[HT6] a document with %s that are nested too deep is a fault, not a throw',
  (_what, depth, fill) => {
    const doc = new Y.Doc()
    doc.transact(() => fill(doc, depth))
    expect(finish(jsonViewOf(Y.encodeStateAsUpdate(doc)))).toMatchObject({
      ok: false,
      fault: { code: 'too-deep' },
    })
  },
)
