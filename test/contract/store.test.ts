import { describe } from 'vitest'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { tempFile } from '../support/temp-folder.ts'
import { storeContract } from './store.ts'

describe('memoryStore', () => storeContract(async () => ({ store: memoryStore() })))

describe('sqliteStore', () =>
  storeContract(async () => {
    const file = tempFile()
    let store = sqliteStore(file)
    onTestCleanup(() => store.close())
    return {
      store,
      reopen: async () => {
        await store.close()
        store = sqliteStore(file)
        return store
      },
    }
  }))
