import { describe, expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

describe.each(Object.keys(STOCK_VERSIONS) as StockVersion[])('y-websocket %s', (version) => {
  test('[DO1] syncs a document both ways and gives a joiner what was there', async () => {
    const { wsUrl } = await startRelay()
    const a = stockClient(wsUrl, 'lesson', { version })
    await a.synced()
    a.text.insert(0, 'hello')
    const b = stockClient(wsUrl, 'lesson', { version })
    await b.synced()
    await until(() => b.text.toString() === 'hello')
    b.text.insert(5, ' world')
    await until(() => a.text.toString() === 'hello world')
    expect(a.text.toString()).toBe(b.text.toString())
  })

  test('[PR9] shows everyone to everyone, whoever came first', async () => {
    const { wsUrl } = await startRelay()
    const a = stockClient(wsUrl, 'lesson', { version, state: { name: 'Ada', x: 0.1, y: 0.2 } })
    await a.synced()
    const b = stockClient(wsUrl, 'lesson', { version, state: { name: 'teacher', hand: true } })
    expect(await b.waitFor(a)).toMatchObject({ name: 'Ada', x: 0.1, y: 0.2 })
    expect(await a.waitFor(b)).toMatchObject({ name: 'teacher', hand: true })
    expect([...b.awareness.getStates().keys()].sort()).toEqual([a.clientId, b.clientId].sort())
    b.provider.destroy()
    await a.waitGone(b)
  })
})

test('[RM1] clients that write one room id in two ways meet in one room', async () => {
  const { wsUrl } = await startRelay()
  const composed = stockClient(wsUrl, 'Schule/5b-\u00e9', { state: { name: 'Ada' } })
  const decomposed = stockClient(wsUrl, 'Schule/5b-e\u0301', { state: { name: 'teacher' } })
  const encoded = stockClient(wsUrl, 'Schule%2F5b-%C3%A9', { state: {} })
  expect(await composed.waitFor(decomposed)).toMatchObject({ name: 'teacher' })
  expect(await encoded.waitFor(composed)).toMatchObject({ name: 'Ada' })
})
