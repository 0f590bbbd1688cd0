/** Homeroom as it comes, but for how many may come: no other relay under test counts them. */
import { createRelay } from 'homeroom/server'
import { serve } from './serve.ts'

const MANY = 1_000_000
const limits = { connections: MANY, room: MANY, address: MANY, joins: MANY }
const { url } = await createRelay({ limits }).listen()
serve(Number(new URL(url).port))
