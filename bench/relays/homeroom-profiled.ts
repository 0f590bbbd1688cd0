/** Homeroom from its sources, so that functions have their own lines, with crowds for `crowd`; tells where its thread's time went. */
import { Session } from 'node:inspector/promises'
import { createRelay } from '../../server/index.ts'
import { foldProfile } from '../flame.ts'
import { serve } from './serve.ts'

/** Between two samples, in µs. */
const INTERVAL_US = 200

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US })

process.on('message', async (question) => {
  if (question === 'profile') {
    await session.post('Profiler.start')
    process.send?.({})
  }
  if (question === 'profiled') {
    const { profile } = await session.post('Profiler.stop')
    process.send?.(foldProfile(profile))
  }
})

const MANY = 1_000_000
const limits = { connections: MANY, room: MANY, address: MANY, joins: MANY }
const crowds = process.argv[2] === 'crowd' ? {} : { crowd: null }
const { url } = await createRelay({ limits, ...crowds }).listen()
serve(Number(new URL(url).port))
