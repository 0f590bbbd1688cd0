import { expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import { Doc } from 'yjs'
import { presenceOver } from '../../client/presence.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const hostAwareness = () => {
  const awareness = new Awareness(new Doc())
  onTestCleanup(() => awareness.doc.destroy())
  return awareness
}

test.each(Object.keys(STOCK_VERSIONS) as StockVersion[])(
  '[X45] [CL18] presenceOver the Awareness of y-websocket %s: people of stock clients and of ours see each other',
  async (version) => {
    const { wsUrl } = await startRelay()
    const stock = stockClient(wsUrl, 'lesson', { version })
    const over = presenceOver(stock.awareness, { presence: { name: 'stock' } })
    onTestCleanup(() => over.stop())
    const ada = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', hand: true } })
    await until(() => over.hands.get().some(({ name }) => name === 'Ada'))
    over.self.set({ x: 0.5, hand: true })
    expect(await ada.waitFor('stock', ({ hand }) => hand === true)).toMatchObject({ x: 0.5 })
    await until(
      () =>
        over.hands
          .get()
          .map(({ name }) => name)
          .join() === 'Ada,stock',
    )
    ada.room.leave()
    await until(() => over.people.get().length === 1)
    expect(over.people.get()).toMatchObject([{ name: 'stock', isSelf: true }])
  },
)

test('[X45] [CL17] a room on an Awareness of the app’s own says what is in it, and leaves it with its state and nobody else', async () => {
  const { wsUrl } = await startRelay()
  const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  const awareness = hostAwareness()
  awareness.setLocalState({ name: 'Ada', cursor: 1 })
  for (let join = 1; join <= 2; join++) {
    const ada = clientRoom(wsUrl, 'lesson', { awareness })
    expect([ada.awareness, ada.doc]).toEqual([awareness, awareness.doc])
    expect(await teacher.waitFor('Ada')).toMatchObject({ cursor: 1 })
    await ada.waitFor('teacher')
    awareness.setLocalStateField('cursor', 2)
    await teacher.waitFor('Ada', (person) => (person as { cursor?: number }).cursor === 2)
    awareness.setLocalStateField('cursor', 1)
    ada.text.insert(0, `${join}`)
    await until(() => teacher.text.length === join)
    ada.room.leave()
    await teacher.waitGone('Ada')
    expect(awareness.getLocalState()).toEqual({ name: 'Ada', cursor: 1 })
    expect([...awareness.getStates().keys()]).toEqual([awareness.clientID])
    expect(awareness.doc.isDestroyed).toBe(false)
  }
})
