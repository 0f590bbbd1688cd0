// A document with a hole: an offline copy of which a record was lost, or a page that heard of later changes alone.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { clientRoom } from '../support/client-room.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** More than a third of what may wait in a room. */
const LATER = 400_000

/** The first change of an author, which is lost, and the update of a later one. */
const withHole = () => {
  const author = new Y.Doc()
  author.getText('text').insert(0, 'first')
  const first = Y.encodeStateAsUpdate(author)
  const before = Y.encodeStateVector(author)
  author.getText('text').insert(5, 'x'.repeat(LATER))
  return { first, later: Y.encodeStateAsUpdate(author, before) }
}

test('[DL3] a page with a hole in its document stays in the room, however often it connects, and what was missing mends it', async () => {
  const { wsUrl, url } = await startRelay()
  const { first, later } = withHole()
  const other = stockClient(wsUrl, 'lesson')
  await other.synced()
  const page = clientRoom(wsUrl, 'lesson')
  Y.applyUpdate(page.doc, later)
  for (let time = 1; time <= 6; time++) {
    await page.connected()
    page.doc.getText('title').insert(0, `${time}`)
    await until(() => other.doc.getText('title').toString() === page.doc.getText('title').toString())
    await until(() => page.room.saved.get().state === 'received')
    expect(page.room.status.get().state).toBe('connected')
    page.room.reconnect()
  }
  expect(await metricOf(url, 'homeroom_closes_total', { reason: 'document-gap' })).toBe(0)
  Y.applyUpdate(other.doc, first)
  await until(() => page.doc.getText('text').length === 5 + LATER && other.text.length === 5 + LATER)
})

test('[DL3] a stock client with a hole in its document stays as well, and so does the next one with the same hole', async () => {
  const { wsUrl, url } = await startRelay()
  const { later } = withHole()
  for (let time = 1; time <= 6; time++) {
    const page = stockClient(wsUrl, 'lesson')
    Y.applyUpdate(page.doc, later)
    page.doc.getText('title').insert(0, 'x')
    await page.synced()
    const other = stockClient(wsUrl, 'lesson')
    await until(() => other.doc.getText('title').length === time)
    page.provider.destroy()
    other.provider.destroy()
  }
  expect(await metricOf(url, 'homeroom_closes_total', { reason: 'document-gap' })).toBe(0)
})
