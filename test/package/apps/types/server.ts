import { createServer } from 'node:http'
import { createRelay, memoryStore, type RelayOptions } from 'homeroom/server'
import { type StoreCase, storeContract } from 'homeroom/store-contract'
import { mintToken, verifyToken } from 'homeroom/token'

const options: RelayOptions = {
  store: memoryStore(),
  secrets: ['a secret of 32 bytes or more, kept on servers'],
}
const relay = createRelay(options)
relay.upgrade(createServer())
export const token: Promise<string> = mintToken('a secret of 32 bytes or more, kept on servers', {
  sub: 'ada',
  role: 'host',
  ttlSeconds: 60,
})
export const read = async () => (await verifyToken('x', await token)).sub
export const cases: readonly StoreCase[] = storeContract(async () => ({ store: memoryStore() }))
