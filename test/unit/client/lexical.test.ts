import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { editorProvider } from '../../../client/lexical.ts'
import { change, frames, whole } from './fake-relay.ts'
import { fakeRoom } from './fake-room.ts'

/** The answer to step 1 of an empty room. */
const SYNCED = Uint8Array.of(0, 1, 2, 0, 0)

const filledRoom = async () => {
  const made = await fakeRoom()
  const relay = await made.socket(1)
  relay.give(frames.welcome())
  relay.give(SYNCED)
  made.room.doc.getText('text').insert(0, 'hello')
  return { ...made, relay }
}

test('[X45] a binding that shows only what arrives sees all of a document that was there, and edits go both ways', async () => {
  const { room } = await filledRoom()
  const provider = editorProvider(room)
  const text = provider.doc.getText('text')
  const shown: unknown[] = []
  text.observe(({ delta }) => shown.push(delta))
  const synced: boolean[] = []
  provider.on('sync', (isSynced) => synced.push(isSynced))
  expect(text.toString()).toBe('')
  provider.connect()
  expect(shown.splice(0)).toEqual([[{ insert: 'hello' }]])
  await Promise.resolve()
  expect(synced).toEqual([true])

  text.insert(5, ' world')
  expect(room.doc.getText('text').toString()).toBe('hello world')
  expect(room.saved.get()).toMatchObject({ state: 'local' })
  room.doc.getText('text').insert(0, '> ')
  expect(text.toString()).toBe('> hello world')
  expect(room.doc.clientID).not.toBe(provider.doc.clientID)
})

test('[X45] after disconnect it hears and says nothing, and after connect both have all', async () => {
  const { room } = await filledRoom()
  const provider = editorProvider(room)
  const text = provider.doc.getText('text')
  provider.connect()
  provider.awareness.setLocalStateField('cursor', 1)
  provider.disconnect()
  expect(room.awareness.getLocalState()).toEqual({ name: 'self' })
  text.insert(5, '!')
  room.doc.getText('text').insert(0, '> ')
  expect([text.toString(), room.doc.getText('text').toString()]).toEqual(['hello!', '> hello'])
  provider.connect()
  provider.connect()
  expect([text.toString(), room.doc.getText('text').toString()]).toEqual(['> hello!', '> hello!'])
  const updates: unknown[] = []
  room.doc.on('update', (update) => updates.push(update))
  text.insert(0, 'x')
  expect(updates).toHaveLength(1)
})

test('[X45] its Awareness is that of the room, in which this client has the clientID of its document', async () => {
  const { room, relay } = await filledRoom()
  relay.give(frames.presence(whole(1, 10, { name: 'other' })))
  const { awareness, doc } = editorProvider(room)
  expect([...awareness.getStates()].sort()).toEqual([...awareness.states].sort())
  expect(Object.fromEntries(awareness.getStates())).toEqual({
    10: { name: 'other' },
    [doc.clientID]: { name: 'self' },
  })
  let heard = 0
  const listener = () => {
    heard += 1
  }
  awareness.on('update', listener)
  awareness.setLocalStateField('cursor', 1)
  relay.give(frames.presence(change(1, { cursor: 2 })))
  expect(heard).toBe(2)
  awareness.off('update', listener)
  awareness.setLocalStateField('cursor', 3)
  expect(heard).toBe(2)
  expect(awareness.getLocalState()).toEqual({ name: 'self', cursor: 3 })
  expect(room.awareness.getLocalState()).toEqual({ name: 'self', cursor: 3 })
})

test('[X45] whatever is done in whatever order, the document of the editor and that of the room are one', async () => {
  const { room } = await filledRoom()
  const provider = editorProvider(room)
  provider.connect()
  const texts = [room.doc.getText('text'), provider.doc.getText('text')]
  // One that writes while the other one's change is told.
  texts[1]?.observe(({ transaction }) => {
    if (transaction.origin === room.doc) texts[1]?.insert(0, '*')
  })
  for (let step = 0; step < 50; step++) texts[step % 2]?.insert(step % 3, `${step}`)
  expect(texts[0]?.toString()).toBe(texts[1]?.toString())
  expect(Y.encodeStateVector(room.doc)).toEqual(Y.encodeStateVector(provider.doc))
})
