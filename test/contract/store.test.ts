import { describe, test } from 'vitest'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { type OpenStore, storeContract } from '../../server/store-contract.ts'
import { tempFile } from '../support/temp-folder.ts'

const openSqlite = async (): Promise<OpenStore> => {
  const file = tempFile()
  let store = sqliteStore(file)
  return {
    store,
    reopen: async () => {
      await store.close()
      store = sqliteStore(file)
      return store
    },
  }
}

const STORES = { memoryStore: async () => ({ store: memoryStore() }), sqliteStore: openSqlite }

describe.each(Object.entries(STORES))('%s', (_name, open) => {
  for (const { name, run } of storeContract(open)) test(name, run)
})
