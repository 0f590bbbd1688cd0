import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { finish } from '../../server/base/turns.ts'
import { restoreUpdate } from '../../server/versions/restore-update.ts'

test('[VE2] a restore in many steps is written by one client, and Yjs has nothing to say of it', () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const doc = new Y.Doc()
  const map = doc.getMap('map')
  const text = doc.getText('text')
  for (let key = 0; key < 3_000; key++) map.set(`${key}`, key)
  text.insert(0, 'words '.repeat(500))
  const wanted = Y.encodeStateAsUpdate(doc)
  for (let key = 0; key < 3_000; key++) map.set(`${key}`, -key)
  text.delete(0, text.length)
  const update = finish(restoreUpdate(Y.encodeStateAsUpdate(doc), wanted))
  printed.mockRestore()
  expect([...Y.parseUpdateMeta(update as Uint8Array).from.keys()]).toHaveLength(1)
  expect(printed).not.toHaveBeenCalled()
  Y.applyUpdate(doc, update as Uint8Array)
  expect(map.get('7')).toBe(7)
})
