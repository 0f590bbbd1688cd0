// A method of the host's store throws, rejects or never settles: for one room, or where it is about none.
import { describe, expect, test } from 'vitest'
import { memoryStore, type Store } from '../../server/index.ts'
import type { RoomWrite } from '../../server/store/store.ts'
import { sideBySide } from '../support/cleanup.ts'
import { countingClient } from '../support/counting-client.ts'
import { refusedUpgrade } from '../support/http.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { EVERY_WAY, HURT, relayWithWalls, twoIn, WAYS, type Way } from '../support/walls.ts'

/** A store one method of which fails for the hurt room, or for everything where it is not about a room. */
/** A room, or writes to some. */
const isOfHurt = (given: unknown): boolean =>
  given === HURT || (Array.isArray(given) && given.some(({ room }: RoomWrite) => room === HURT))

const failingStore = (method: keyof Omit<Store, 'durability'>, way: Way) => {
  const inner = memoryStore()
  const methodOf = inner[method] as (...args: unknown[]) => Promise<unknown>
  const failing = (...args: unknown[]) => {
    const isAboutRoom = method !== 'list' && method !== 'close'
    return isAboutRoom && !isOfHurt(args[0]) ? methodOf(...args) : WAYS[way]()
  }
  return { inner, store: { ...inner, durability: 'normal', [method]: failing } as Store }
}

describe.concurrent.each(EVERY_WAY)('a store that %s', (way) => {
  test('at a load: the room cannot be joined (503), and nothing else happens', (context) =>
    sideBySide(async () => {
      const { store } = failingStore('open', way)
      const { wsUrl, nothingElseHappened } = await relayWithWalls({ store })
      const refused = refusedUpgrade(`${wsUrl}/${HURT}`)
      await nothingElseHappened()
      expect(await refused).toMatchObject({ status: 503, body: { error: 'store-unavailable' } })
      await nothingElseHappened()
    })(context))

  test('[SV3] at an append: the people of the room go on, and nothing is said to be saved', (context) =>
    sideBySide(async () => {
      const { store } = failingStore('append', way)
      const { url, wsUrl, nothingElseHappened } = await relayWithWalls({ store })
      const hurt = await twoIn(wsUrl, HURT)
      const ada = await countingClient(wsUrl, HURT)
      await hurt.converge()
      ada.write((doc) => doc.getText('text').insert(0, 'seen '))
      await until(() => hurt.stock.text.toString().includes('seen '))
      await until(() => ada.lastTold().received === ada.sent())
      expect(ada.lastTold().saved).toBe(0)
      if (way !== 'never settles') expect((await fetch(`${url}/readyz`)).status).toBe(503)
      await nothingElseHappened()
    })(context))

  test('at a compaction: the room is loaded again all the same, once the store has settled', (context) =>
    sideBySide(async () => {
      const { store, inner } = failingStore('compact', way)
      const { url, wsUrl, nothingElseHappened } = await relayWithWalls({ store, idleMs: 0 })
      const ada = await countingClient(wsUrl, HURT)
      for (const word of ['one ', 'two ']) {
        ada.write((doc) => doc.getText('text').insert(0, word))
        await until(() => ada.lastTold().saved === ada.sent())
      }
      ada.ws.terminate()
      await until(async () => (await metricOf(url, 'homeroom_connections')) === 2)
      if (way === 'never settles')
        await until(async () => (await metricOf(url, 'homeroom_rooms', { state: 'closing' })) === 1)
      else {
        const again = await countingClient(wsUrl, HURT)
        await until(() => again.doc.getText('text').toString() === 'two one ')
      }
      expect((await inner.open(HURT)).updates.length).toBeGreaterThan(1)
      await nothingElseHappened()
    })(context))

  test('at a replacement: the room stays as it was', (context) =>
    sideBySide(async () => {
      const { store } = failingStore('replace', way)
      const { url, wsUrl, nothingElseHappened } = await relayWithWalls({ ...ORDERED, store })
      const hurt = await twoIn(wsUrl, HURT)
      const asked = fetch(`${url}/api/rooms/${HURT}/document`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${SECRET}` },
        signal: AbortSignal.timeout(1_000),
      })
      if (way === 'never settles') await expect(asked).rejects.toThrow()
      else expect((await asked).status).toBe(503)
      await hurt.converge()
      await nothingElseHappened()
    })(context))

  test('at the list of rooms: that request fails', (context) =>
    sideBySide(async () => {
      const { store } = failingStore('list', way)
      const { url, nothingElseHappened } = await relayWithWalls({ store })
      const asked = fetch(`${url}/api/rooms`, { signal: AbortSignal.timeout(1_000) })
      if (way === 'never settles') await expect(asked).rejects.toThrow()
      else expect((await asked).status).toBeGreaterThanOrEqual(500)
      await nothingElseHappened()
    })(context))

  test('at its close: the relay goes down', (context) =>
    sideBySide(async () => {
      const { store } = failingStore('close', way)
      const { close, nothingElseHappened, lines } = await relayWithWalls({ store })
      await nothingElseHappened()
      await close()
      expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    })(context))
})
