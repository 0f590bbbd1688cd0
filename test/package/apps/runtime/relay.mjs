// A relay: with a file of documents where one is named.
import { createRelay, memoryStore, sqliteStore } from 'homeroom/server'

const [file] = process.argv.slice(2)
const relay = createRelay({ store: file === undefined ? memoryStore() : sqliteStore(file) })
const { url } = await relay.listen({ port: 0 })
console.log(`relay at ${url}`)
