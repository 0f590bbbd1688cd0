import { test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { meet } from './meet.ts'
import { createProject } from './project.ts'

const { run, start, bin } = await createProject(['next@16', 'react@19', 'react-dom@19'], ['next'])
const ANY_PORT = ['-p', '0', '-H', '127.0.0.1']
const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+)/

test('Next builds an app, starts it, and serves it beside the relay on a server of its own', async () => {
  await run(bin('next'), ['build'])
  const beside = start('node', ['server.mjs'], { NODE_ENV: 'production' })
  const [, url = ''] = await beside.line(ADDRESS)
  await meet(url, 'Next', url.replace('http', 'ws'))

  const { wsUrl } = await startRelay()
  const started = start(bin('next'), ['start', ...ANY_PORT], { RELAY_URL: wsUrl })
  const [, startedUrl = ''] = await started.line(ADDRESS)
  await meet(startedUrl, 'Next', wsUrl)
})

test('Next runs it in development', async () => {
  const { wsUrl } = await startRelay()
  const dev = start(bin('next'), ['dev', ...ANY_PORT], { RELAY_URL: wsUrl })
  const [, url = ''] = await dev.line(ADDRESS)
  await meet(url, 'Next', wsUrl)
})
