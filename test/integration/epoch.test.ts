import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, type Store, sqliteStore } from '../../server/index.ts'
import { openToWrite } from '../../server/store/sqlite-file.ts'
import { storeIn } from '../../server/store/sqlite-store.ts'
import { appendTo } from '../../server/store/store.ts'
import { SYNC } from '../../shared/index.ts'
import { countingClient, syncFrame } from '../support/counting-client.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { welcomesOf } from '../support/raw-signals.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const ROOM = 'lesson'
const RESET = 4409

const textUpdate = (value: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, value)
  return Y.encodeStateAsUpdate(doc)
}

const join = (wsUrl: string, epoch: string | null = null) =>
  rawClient(wsUrl, epoch === null ? ROOM : `${ROOM}?epoch=${epoch}`, { isCompact: true })

const epochOf = async (client: Pick<RawClient, 'frames'>): Promise<string> => {
  await until(() => welcomesOf(client).length > 0, 'the client is welcomed')
  return String(welcomesOf(client).at(-1)?.epoch)
}

const storedText = async (store: Store): Promise<string> => {
  const doc = new Y.Doc()
  for (const update of (await store.open(ROOM)).updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

const hasText = (store: Store, text: string) =>
  until(async () => (await storedText(store)) === text, `the store has ${JSON.stringify(text)}`)

describe('[EP1] a client that holds a copy', () => {
  test('[EP1] of this generation is let in, of another one is closed before anything merges', async () => {
    const store = memoryStore()
    await appendTo(store, ROOM, 'now', [textUpdate('now')])
    const { wsUrl } = await startRelay({ store: keptOpen(store) })
    expect(await epochOf(await join(wsUrl, 'now'))).toBe('now')
    for (const epoch of ['before', '', '%00', 'x'.repeat(1_000)]) {
      const old = await join(wsUrl, epoch)
      old.send(syncFrame(SYNC.step2, textUpdate('before')))
      expect(await old.closed).toMatchObject({ code: RESET })
      expect(old.frames).toEqual([])
    }
    expect(await storedText(store)).toBe('now')
  })

  test('[EP1] by a stock client it is the same, and who says nothing is let in', async () => {
    const store = memoryStore()
    await appendTo(store, ROOM, 'now', [textUpdate('now')])
    const { wsUrl } = await startRelay({ store })
    const old = stockClient(wsUrl, ROOM, { params: { epoch: 'before' } })
    old.text.insert(0, 'before')
    const codes: number[] = []
    old.provider.on('connection-close', (event: { code: number } | null) => codes.push(event?.code ?? 0))
    await until(() => codes.includes(RESET))
    const stock = stockClient(wsUrl, ROOM)
    await stock.synced()
    expect(stock.text.toString()).toBe('now')
  })

  test('[EP1][EP2] C61 with a room that was made again from the same text, finds the text once', async () => {
    const { wsUrl, url } = await startRelay(ORDERED)
    const client = await countingClient(wsUrl, ROOM)
    await until(() => client.asked() > 0)
    client.write((doc) => doc.getText('text').insert(0, 'the lesson'))
    const epoch = await epochOf(client)
    await until(() => client.lastTold().received === client.sent())
    client.ws.terminate()
    const answer = await fetch(`${url}/api/rooms/${ROOM}/document`, {
      method: 'PUT',
      body: textUpdate('the lesson') as Uint8Array<ArrayBuffer>,
      headers: { authorization: `Bearer ${SECRET}`, 'Content-Type': 'application/octet-stream' },
    })
    expect(answer.status).toBe(200)
    const back = await join(wsUrl, epoch)
    back.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(client.doc)))
    expect(await back.closed).toMatchObject({ code: RESET })
    const fresh = await countingClient(wsUrl, ROOM)
    await until(() => fresh.answers() > 0)
    expect(fresh.doc.getText('text').toString()).toBe('the lesson')
    expect(await epochOf(fresh)).not.toBe(epoch)
  })
})

describe('[EP3] a room that nobody has written to', () => {
  test('[EP3] takes over the epoch that is brought, and tells it to who is there', async () => {
    const { wsUrl } = await startRelay()
    const first = await join(wsUrl)
    const epoch = await epochOf(first)
    expect(await epochOf(await join(wsUrl, 'brought'))).toBe('brought')
    await until(() => welcomesOf(first).at(-1)?.epoch === 'brought')
    // It was welcomed for the rate of its presence as well: it is not alone any more.
    expect([...new Set(welcomesOf(first).map((welcome) => welcome.epoch))]).toEqual([epoch, 'brought'])
  })

  test('[EP3] C61 takes over one alone: who comes with yet another does not merge with the first', async () => {
    const { wsUrl } = await startRelay()
    const one = await join(wsUrl, 'one')
    expect(await epochOf(one)).toBe('one')
    expect(await (await join(wsUrl, 'two')).closed).toMatchObject({ code: RESET })
    one.send(syncFrame(SYNC.step2, textUpdate('of one')))
    const fresh = await countingClient(wsUrl, ROOM)
    await until(() => fresh.doc.getText('text').toString() === 'of one')
    expect([...new Set(welcomesOf(one).map(({ epoch }) => epoch))]).toEqual(['one'])
  })

  test('[EP3] takes over another one where the first brought nothing and is gone', async () => {
    const { wsUrl } = await startRelay()
    const one = await join(wsUrl, 'one')
    await epochOf(one)
    one.ws.close()
    await one.closed
    const two = await join(wsUrl, 'two')
    expect(await epochOf(two)).toBe('two')
  })

  test('[EP3] is written under the epoch that was brought, so that a store that lost everything has it again', async () => {
    const store = memoryStore()
    const { wsUrl } = await startRelay({ store: keptOpen(store) })
    const one = await join(wsUrl, 'one')
    await epochOf(one)
    one.send(syncFrame(SYNC.step2, textUpdate('again')))
    await hasText(store, 'again')
    expect((await store.open(ROOM)).epoch).toBe('one')
  })

  test('[EP3] once it was written to, or deleted, takes over none', async () => {
    const store = memoryStore()
    await store.replace(ROOM, 'tombstone', null)
    const { wsUrl } = await startRelay({ store: keptOpen(store) })
    expect(await (await join(wsUrl, 'old')).closed).toMatchObject({ code: RESET })
    expect(await epochOf(await join(wsUrl, 'tombstone'))).toBe('tombstone')
    const other = await startRelay()
    const writer = await join(other.wsUrl)
    const epoch = await epochOf(writer)
    writer.send(syncFrame(SYNC.step2, textUpdate('written')))
    await until(async () => (await fetch(`${other.url}/api/rooms/${ROOM}/document`)).status === 200)
    expect(await (await join(other.wsUrl, 'old')).closed).toMatchObject({ code: RESET })
    expect(await epochOf(await join(other.wsUrl, epoch))).toBe(epoch)
  })
})

describe('[EP6] a room that somebody else replaced in the store', () => {
  const stores: Record<string, () => readonly [ours: Store, theirs: Store]> = {
    'in memory': () => {
      const store = memoryStore()
      return [store, store]
    },
    'in a file': () => {
      const file = tempFile()
      const options = { durability: 'normal', busyMs: 200 } as const
      return [sqliteStore(file), openToWrite(file, options, (db) => storeIn(file, db, 'normal'))]
    },
  }

  test.each(Object.entries(stores))(
    '[EP6] %s is let go with the next update: nothing of it is written',
    async (_, open) => {
      const [ours, theirs] = open()
      const { wsUrl } = await startRelay({ store: keptOpen(ours) })
      const client = await countingClient(wsUrl, ROOM)
      const bystander = await countingClient(wsUrl, ROOM)
      await until(() => client.asked() > 0)
      client.write((doc) => doc.getText('text').insert(0, 'old'))
      await hasText(theirs, 'old')
      await theirs.replace(ROOM, 'new', textUpdate('new'))
      client.write((doc) => doc.getText('text').insert(0, 'lost '))
      expect(await client.closed).toMatchObject({ code: RESET })
      expect(await bystander.closed).toMatchObject({ code: RESET })
      expect(client.lastTold().saved).toBeLessThan(client.sent())
      expect(await storedText(theirs)).toBe('new')
      const fresh = await countingClient(wsUrl, ROOM)
      await until(() => fresh.doc.getText('text').toString() === 'new')
      expect(await epochOf(fresh)).toBe('new')
      await ours.close()
      if (theirs !== ours) await theirs.close()
    },
  )
})
