/** Homeroom with its default options, a room of many people being a crowd, except that it lets in any number of people; with the pages of a folder, where one is named. */
import { createRelay } from 'homeroom/server'
import { serve } from './serve.ts'

const MANY = 1_000_000
const limits = { connections: MANY, room: MANY, address: MANY, joins: MANY }
const [page] = process.argv.slice(2)
const { url } = await createRelay({ limits, ...(page !== undefined && { page }) }).listen()
serve(Number(new URL(url).port))
