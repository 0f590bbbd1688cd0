import * as v from 'valibot'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { objectWith } from './option.ts'

/** A store has at least these methods. */
export const StoreOption = v.optional(
  objectWith<Store>(
    'open',
    'append',
    'since',
    'adopt',
    'compact',
    'replace',
    'list',
    'orders',
    'order',
    'close',
  ),
  memoryStore,
)
