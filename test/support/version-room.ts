import * as Y from 'yjs'
import { memoryStore, type RelayOptions } from '../../server/index.ts'
import { apiClient } from './api-client.ts'
import { startRelay } from './start-relay.ts'
import { stockClient } from './stock-client.ts'
import { ORDERED, SECRET } from './tokens.ts'
import { until } from './until.ts'

export const VERSIONS = '/rooms/lesson/versions'

/** A relay in whose room `lesson` a stock client writes, and its API. */
export const versionRoom = async (text = 'Hello', options: RelayOptions = {}) => {
  const relay = await startRelay({ ...ORDERED, store: memoryStore(), ...options })
  const client = stockClient(relay.wsUrl, 'lesson')
  await client.synced()
  const api = apiClient(relay.url, SECRET)
  const viewOf = async (path = '/rooms/lesson/document') =>
    (await api.get(path, { headers: { accept: 'application/json' } })).json?.roots
  /** The relay has all that the client has written. */
  const told = () =>
    until(async () => {
      const { status, bytes } = await api.get('/rooms/lesson/document')
      if (status !== 200) return false
      const doc = new Y.Doc()
      Y.applyUpdate(doc, bytes)
      const [theirs, own] = [doc, client.doc].map((one) => Y.snapshot(one))
      return theirs !== undefined && own !== undefined && Y.equalSnapshots(theirs, own)
    }, 'the relay has what was written')
  const write = async (change: () => void) => {
    client.doc.transact(change)
    await told()
  }
  await write(() => client.text.insert(0, text))
  const create = async (name: string | null = null) => (await api.post(VERSIONS, { name })).json
  const list = async () => (await api.get(VERSIONS)).json.versions
  return { ...relay, api, client, viewOf, write, told, create, list }
}
