import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { runData } from '../support/data-command.ts'
import { dataFile, readRoom, tamper, typed } from '../support/data-file.ts'
import { refusedUpgrade } from '../support/http.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'

const REMOVED = { 'removed ada': '4102444800000' }

/** A file with a room that has a document and orders, and one that has orders alone. */
const fileWithOrders = async (): Promise<string> => {
  const file = await dataFile({ lesson: 'hello' })
  const store = sqliteStore(file)
  await store.order('lesson', { ...REMOVED, locked: 'true' })
  await store.order('empty', REMOVED)
  await store.close()
  return file
}

const ordersIn = async (file: string, room: string) => {
  const store = sqliteStore(file)
  const orders = { ...(await store.orders(room)).orders }
  await store.close()
  return orders
}

const backUp = async (file: string): Promise<string> => {
  const folder = join(tempFolder(), 'backup')
  const { isSound, lines } = await runData('export', ['--data', file, '--all', '--out', folder])
  expect([isSound, lines]).toEqual([true, [`1 room, and orders of 2 rooms, in ${folder}`]])
  return folder
}

const restore = (file: string, folder: string) => runData('import', ['--data', file, '--all', '--in', folder])

test('[DA1][ST7] list has a room of which only orders are stored, and says how many there are', async () => {
  const file = await fileWithOrders()
  const { lines } = await runData('list', ['--data', file])
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
    ['room', 'epoch', 'records', 'bytes', 'orders'],
    ['empty', '-', '0', '0', '1'],
    ['lesson', 'epoch of lesson', '5', expect.any(String), '2'],
  ])
  const json = await runData('list', ['--data', file, '--json'])
  expect(JSON.parse(json.lines.join('\n'))).toMatchObject([
    { room: 'empty', epoch: null, records: 0, bytes: 0, orders: 1 },
    { room: 'lesson', orders: 2 },
  ])
})

test('[DA3][ST7] orders come back with an import of all, and a removed person stays out', async () => {
  const folder = await backUp(await fileWithOrders())
  const file = tempFile()
  const { isSound, lines } = await restore(file, folder)
  expect(isSound).toBe(true)
  expect(lines[0]).toBe('orders of 2 rooms imported')
  expect(await ordersIn(file, 'empty')).toEqual(REMOVED)
  const { wsUrl } = await runRelay(['--data', file, '--secret', SECRET])
  for (const room of ['lesson', 'empty']) {
    const ada = await token({ sub: 'ada', rooms: [room] })
    expect((await refusedUpgrade(`${wsUrl}/${room}?token=${ada}`)).body.error).toBe('token-revoked')
  }
})

test('[KT7] what belongs to a lesson, with the answers of people, is not exported', async () => {
  const file = await fileWithOrders()
  const store = sqliteStore(file)
  await store.order('lesson', { 'lesson-answer c id:eve': '{}' })
  await store.order('quiz', { 'lesson-timer': '{}' })
  await store.close()
  const folder = await backUp(file)
  const restored = tempFile()
  await restore(restored, folder)
  expect(await ordersIn(restored, 'lesson')).toEqual({ ...REMOVED, locked: 'true' })
})

test('[DA3] what was ordered since the export stays as it is', async () => {
  const folder = await backUp(await fileWithOrders())
  const file = tempFile()
  const store = sqliteStore(file)
  await store.order('lesson', { 'removed ada': '4102444800999', 'removed ben': '7' })
  await store.close()
  expect(await restore(file, folder)).toMatchObject({ isSound: true })
  expect(await ordersIn(file, 'lesson')).toEqual({
    'removed ada': '4102444800999',
    'removed ben': '7',
    locked: 'true',
  })
})

test('[DA3] an export of before, without orders, is imported; orders for no room are refused', async () => {
  const folder = await backUp(await fileWithOrders())
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  const file = tempFile()
  writeFileSync(path, JSON.stringify({ ...manifest, orders: [{ room: 'a//b', orders: {} }] }))
  const refused = await restore(file, folder)
  expect([refused.isSound, refused.warnings]).toEqual([
    false,
    [expect.stringMatching(/^"a\/\/b": .*no room id/), 'nothing was imported'],
  ])
  writeFileSync(path, JSON.stringify({ ...manifest, orders: undefined }))
  expect(await restore(file, folder)).toMatchObject({ isSound: true })
  expect(await readRoom(file, 'lesson')).toMatchObject({ text: 'hello' })
  expect(await ordersIn(file, 'lesson')).toEqual({})
})

test('[DA1] a file of the first schema, which has no orders, is listed and exported', async () => {
  const file = tempFile()
  const store = sqliteStore(file)
  await appendTo(store, 'lesson', 'e', typed('a'))
  await store.close()
  tamper(file, 'DROP TABLE orders')
  tamper(file, 'PRAGMA user_version = 1')
  expect((await runData('list', ['--data', file])).lines[1]).toMatch(/^lesson +e +1 +\d+ +0$/)
  expect(await runData('export', ['--data', file, '--all', '--out', tempFile('all')])).toMatchObject({
    isSound: true,
  })
})
