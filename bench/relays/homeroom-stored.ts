/** Homeroom with its documents in a file or a Postgres, by what it is given, and with limits that nobody meets. */
import { createRelay, memoryStore, postgresStore, sqliteStore } from 'homeroom/server'
import { serve } from './serve.ts'

const MANY = 1_000_000
const place = process.argv[2]

const storeOf = () => {
  if (place === undefined) return memoryStore()
  return place.startsWith('postgres:') ? postgresStore(place) : sqliteStore(place)
}

const limits = { connections: MANY, room: MANY, address: MANY, joins: MANY }
const { url } = await createRelay({ store: storeOf(), limits }).listen()
serve(Number(new URL(url).port))
