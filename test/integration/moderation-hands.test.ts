import { expect, test } from 'vitest'
import { fakeClock } from '../support/fake-clock.ts'
import { lesson, meet, type Pupil, ROOM } from '../support/lesson.ts'
import { rawClient } from '../support/raw-client.ts'
import { stampsOf } from '../support/raw-signals.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const isUp = ({ hand, handAt }: Record<string, unknown>) => hand === true && typeof handAt === 'number'
const isDown = ({ hand, handAt }: Record<string, unknown>) => hand !== true && handAt === undefined

/** Whether `pupil` was told that a host has lowered its hand, since it was told anything else. */
const isLowered = (pupil: Pupil) =>
  until(() => stampsOf(pupil).at(-1)?.hand === false, 'its own page shows it')

test('[SG5][SE2] C88 of five hands one is lowered: the others keep their places, and its owner is told', async () => {
  const { join } = await lesson()
  const host = await join({ role: 'host' })
  const pupils: Pupil[] = []
  for (let count = 0; count < 5; count++) {
    const pupil = await join({ state: { hand: true } })
    await host.waitFor(pupil.id, isUp)
    pupils.push(pupil)
  }
  const places = () => pupils.map(({ id }) => host.sees(id)?.handAt)
  const before = places()
  const second = pupils[1] as Pupil
  host.signal('lower-hand', null, [second.id])
  await host.waitFor(second.id, isDown)
  await isLowered(second)
  expect(places()).toEqual(before.map((place, index) => (index === 1 ? undefined : place)))
  host.signal('lower-all')
  for (const { id } of pupils) await host.waitFor(id, isDown)
  for (const pupil of pupils) await isLowered(pupil)
})

test('[SG5] a lowered hand goes up again, to the end of the line, once its owner has heard of it', async () => {
  const time = fakeClock(Date.now())
  const { join } = await lesson({ clock: time.clock })
  const [host, ada] = [await join({ role: 'host' }), await join({ state: { hand: true } })]
  await meet(host, ada)
  const first = (await host.waitFor(ada.id, isUp)).handAt
  host.signal('lower-hand', null, [ada.id])
  await host.waitFor(ada.id, isDown)
  // What was on its way says that the hand is up: it stays down, and its owner is told once more.
  const told = stampsOf(ada).length
  ada.announce({ x: 0.5, hand: true })
  await host.waitFor(ada.id, (state) => state.x === 0.5 && isDown(state))
  await until(() => stampsOf(ada).length > told)
  ada.announce({ x: 0.5, hand: false })
  time.advance(1_000)
  ada.announce({ x: 0.5, hand: true })
  const second = (await host.waitFor(ada.id, isUp)).handAt
  expect(Number(second)).toBeGreaterThan(Number(first))
})

const versions = Object.keys(STOCK_VERSIONS) as StockVersion[]

test.each(versions)(
  '[SG5] C90 y-websocket %s: its own page shows the hand down, and raises it again at once',
  async (version) => {
    const { join, wsUrl } = await lesson()
    const host = await join({ role: 'host' })
    const params = { token: await token({ sub: 'stock' }) }
    const stock = stockClient(wsUrl, ROOM, { version, params, state: { x: 0, hand: true } })
    await host.waitFor(stock.clientId, isUp)
    for (let round = 0; round < 3; round++) {
      host.signal('lower-hand', null, [stock.clientId])
      await host.waitFor(stock.clientId, isDown)
      await until(() => stock.awareness.getLocalState()?.hand === false, 'its own page shows it')
      // The first that it says since is that the hand is up again.
      stock.awareness.setLocalStateField('hand', true)
      await host.waitFor(stock.clientId, isUp)
      expect(stock.awareness.getLocalState()?.hand).toBe(true)
    }
  },
)

test.each(versions)(
  '[SG5] y-websocket %s that lost its socket before it heard is told when it comes back',
  async (version) => {
    const { join, wsUrl } = await lesson()
    const host = await join({ role: 'host' })
    const params = { token: await token({ sub: 'stock' }) }
    const stock = stockClient(wsUrl, ROOM, { version, params, state: { x: 0, hand: true } })
    await host.waitFor(stock.clientId, isUp)
    // It takes nothing that comes from now on, and the relay does not know.
    stock.socket()?.removeAllListeners('message')
    const { ws } = stock.provider
    if (ws !== null) ws.onmessage = null
    host.signal('lower-hand', null, [stock.clientId])
    await host.waitFor(stock.clientId, isDown)
    expect(stock.awareness.getLocalState()?.hand).toBe(true)
    stock.socket()?.terminate()
    await until(() => stock.awareness.getLocalState()?.hand === false, 'it is told')
    await host.waitFor(stock.clientId, (state) => isDown(state) && state.x === 0)
    stock.awareness.setLocalStateField('hand', true)
    await host.waitFor(stock.clientId, isUp)
  },
)

test('[SG5] a client of ours that lost its socket before it heard is told when it comes back, also as another one', async () => {
  const { join, wsUrl } = await lesson()
  const [host, ada] = [await join({ role: 'host' }), await join({ sub: 'ada', state: { hand: true } })]
  await host.waitFor(ada.id, isUp)
  ada.ws.pause()
  host.signal('lower-all')
  await host.waitFor(ada.id, isDown)
  ada.ws.terminate()
  const back = await rawClient(wsUrl, ROOM, { isCompact: true, token: await token({ sub: 'ada' }) })
  back.say({ id: ada.id, state: { x: 0.7, hand: true } })
  await host.waitFor(ada.id, (state) => state.x === 0.7 && isDown(state))
  await until(() => stampsOf(back).some(({ hand }) => hand === false), 'it is told')
  // A new page is another one: it raised its hand by itself.
  const fresh = await rawClient(wsUrl, ROOM, { isCompact: true, token: await token({ sub: 'ada' }) })
  fresh.say({ id: 7_777, state: { hand: true } })
  await host.waitFor(7_777, isUp)
})

test('[SG5] a hand that is lowered while its owner is given another role stays down', async () => {
  const { join } = await lesson()
  const [host, ada] = [await join({ role: 'host' }), await join({ state: { hand: true } })]
  await meet(host, ada)
  host.signal('lower-hand', null, [ada.id])
  host.signal('role', 'attendee', [ada.id])
  await host.waitFor(ada.id, (state) => state.role === 'attendee' && isDown(state))
  ada.announce({ hand: true, x: 1 })
  await host.waitFor(ada.id, (state) => state.x === 1 && isDown(state))
})
