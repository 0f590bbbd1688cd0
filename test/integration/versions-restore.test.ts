import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { clientRoom } from '../support/client-room.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'
import { VERSIONS, versionRoom } from '../support/version-room.ts'
import { contentOf } from '../support/whole-content.ts'

const CROWD = 15

/** Clients of both kinds, and how often each was disconnected. */
const crowd = async (wsUrl: string) => {
  const own = Array.from({ length: CROWD }, () => clientRoom(wsUrl, 'lesson'))
  const stock = Array.from({ length: CROWD }, () => stockClient(wsUrl, 'lesson'))
  await Promise.all([...own.map((one) => one.connected()), ...stock.map((one) => one.synced())])
  return [...own, ...stock].map(({ doc, text, socket }) => ({ doc, text, socket, first: socket() }))
}

test('[VE2] restoring among 30 clients disconnects nobody, edits made offline merge, and others undo what is theirs', async () => {
  const { wsUrl, api, client, write, create } = await versionRoom('One line.\n')
  const { id } = await create('first')
  const clients = await crowd(wsUrl)
  const [typist, ...others] = clients
  if (typist === undefined) throw new Error('nobody is there')
  const undo = new Y.UndoManager(typist.text)
  await until(() => typist.text.toString() === 'One line.\n')
  typist.text.insert(typist.text.length, 'A line of the typist.\n')
  const two = 'One line.\nA line of the typist.\n'
  await until(() => client.text.toString() === two)

  // Somebody is away, and writes meanwhile.
  const away = stockClient(wsUrl, 'lesson')
  await until(() => away.text.toString() === two)
  away.provider.disconnect()
  away.text.insert(0, 'Written offline.\n')

  const restored = await api.post(`${VERSIONS}/${id}/restore`, {})
  expect(restored).toMatchObject({ status: 200, json: { changed: true, before: { cause: 'restore' } } })
  for (const { text } of clients) await until(() => text.toString() === 'One line.\n', 'all see the version')

  away.provider.connect()
  for (const { text } of clients)
    await until(
      () => text.toString() === 'Written offline.\nOne line.\n',
      'what was written offline is there',
    )

  // What the typist does next is undone as before, and what was undone is done again.
  typist.text.insert(0, 'Next. ')
  undo.stopCapturing()
  for (const { text } of others) await until(() => text.toString().startsWith('Next. '))
  undo.undo()
  for (const { text } of others) await until(() => text.toString() === 'Written offline.\nOne line.\n')
  undo.redo()
  for (const { text } of others) await until(() => text.toString().startsWith('Next. '))

  for (const { socket, first } of clients) expect(socket()).toBe(first)
  const { json } = await api.get('/rooms/lesson/connections')
  expect(json.left.map(({ why }: { why: string }) => why)).toEqual(['closed'])
  await write(() => client.text.insert(0, 'Still. '))
})

test('[VE2] texts with formats and embeds, lists, maps, XML and types in them come back; what is the same keeps its ids', async () => {
  const { api, client, write, create, viewOf, told, ...room } = await versionRoom('plain bold')
  const { doc, text } = client
  const [list, map, page] = [doc.getArray('list'), doc.getMap('map'), doc.getXmlFragment('page')]
  await write(() => {
    text.format(6, 4, { bold: true })
    text.insertEmbed(10, { image: '/a.png' })
    list.insert(0, [1, { two: 2 }, Y.Array.from([3])])
    map.set('inner', new Y.Map([['x', 1]]))
    page.insert(0, [new Y.XmlElement('p'), new Y.XmlElement('p')])
    ;(page.get(0) as Y.XmlElement).insert(0, [new Y.XmlText('first')])
    ;(page.get(1) as Y.XmlElement).setAttribute('id', 'second')
  })
  const [content, before] = [contentOf(doc), await viewOf()]
  const { id } = await create()
  const kept = page.get(1)
  await write(() => {
    text.delete(2, 6)
    text.format(0, text.length, { bold: null, size: 2 })
    list.delete(1, 2)
    list.insert(0, ['new'])
    map.delete('inner')
    map.set('more', true)
    page.delete(0, 1)
    ;(page.get(0) as Y.XmlElement).setAttribute('id', 'changed')
    text.insert(text.length, '😀')
  })
  expect((await api.post(`${VERSIONS}/${id}/restore`, {})).json).toMatchObject({ changed: true })
  await told()
  expect(contentOf(doc)).toEqual(content)
  expect(await viewOf()).toEqual(before)
  expect(page.get(1)).toBe(kept)
  // Where nothing changes nothing is kept, whatever the last version is.
  await create('a state that another one is restored from')
  await write(() => text.insert(0, 'more '))
  await write(() => text.delete(0, 5))
  const versions = await room.list()
  expect((await api.post(`${VERSIONS}/${id}/restore`, {})).json).toMatchObject({
    changed: false,
    before: null,
  })
  expect(await room.list()).toEqual(versions)
})

test('[VE2] what would make the document larger than it may be is refused, and nothing of it is taken', async () => {
  const { api, client, write, create, viewOf } = await versionRoom('a'.repeat(6_000), {
    limits: { document: 10_000 },
  })
  const { id } = await create()
  await write(() => client.text.delete(0, 6_000))
  await write(() => client.text.insert(0, 'b'.repeat(8_000)))
  expect(await api.post(`${VERSIONS}/${id}/restore`, {})).toMatchObject({
    status: 413,
    json: { error: 'body-too-large' },
  })
  expect((await viewOf()).text.value).toBe('b'.repeat(8_000))
})

test('[VE2] a version that differs by more than an update may have comes in several', async () => {
  const { api, client, write, create, viewOf } = await versionRoom('x', { limits: { update: 5_000 } })
  const words = Array.from({ length: 3_000 }, (_, index) => `${index} `)
  for (let from = 0; from < words.length; from += 300)
    await write(() => client.text.insert(client.text.length, words.slice(from, from + 300).join('')))
  const all = client.text.toString()
  const { id } = await create()
  await write(() => client.text.delete(0, all.length))
  expect((await api.post(`${VERSIONS}/${id}/restore`, {})).status).toBe(200)
  await until(() => client.text.toString() === all)
  expect((await viewOf()).text.value).toBe(all)
})
