/** Homeroom with its default options, except that it lets in any number of people and tells them of everyone, as the other relays under test do. */
import { createRelay } from 'homeroom/server'
import { serve } from './serve.ts'

const MANY = 1_000_000
const limits = { connections: MANY, room: MANY, address: MANY, joins: MANY }
const { url } = await createRelay({ limits, crowd: null }).listen()
serve(Number(new URL(url).port))
