/** Homeroom with its default options, a room of many people being a crowd, except that it lets in any number of people. */
import { createRelay } from 'homeroom/server'
import { serve } from './serve.ts'

const MANY = 1_000_000
const limits = { connections: MANY, room: MANY, address: MANY, joins: MANY }
const { url } = await createRelay({ limits }).listen()
serve(Number(new URL(url).port))
