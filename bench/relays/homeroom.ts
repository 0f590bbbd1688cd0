import { createRelay } from 'homeroom/server'
import { serve } from './serve.ts'

const { url } = await createRelay().listen()
serve(Number(new URL(url).port))
