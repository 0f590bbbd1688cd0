/**
 * What every store does, as tests: `homeroom/store-contract`, for those who write a store of their own (docs/stores.md).
 *
 * @module
 */
export type { OpenStore } from './store/contract/case.ts'
export { type StoreCase, storeContract } from './store/contract/index.ts'
