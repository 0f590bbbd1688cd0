// The contract of stores, by Node's own runner, on the store that comes with the package.
import { test } from 'node:test'
import { memoryStore } from 'homeroom/server'
import { storeContract } from 'homeroom/store-contract'

for (const { name, run } of storeContract(async () => ({ store: memoryStore() }))) test(name, run)
