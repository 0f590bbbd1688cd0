import { expect, test } from 'vitest'
import { presenceEvents } from '../support/presence-events.ts'
import { flush, type RawClient, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { type RunningRelay, startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** The deadline of a half-open socket is 30 s: a claim must be decided long before. */
const BEFORE_DEADLINE_MS = 5_000

const announced = async (relay: RunningRelay, id: number, state: object, jwt?: string) => {
  const client = await rawClient(relay.wsUrl, 'lesson', jwt === undefined ? {} : { token: jwt })
  client.say({ id, state })
  return client
}

/** Settles when a claim has fallen: what the claimant says of the entry is an echo from then on. */
const untilFallen = async (relay: RunningRelay, claimant: RawClient, id: number) => {
  const echoes = () => metricOf(relay.url, 'homeroom_presence_echoes_total')
  const before = await echoes()
  await until(async () => {
    claimant.say({ id, clock: 2, state: { name: 'claimant' } })
    return (await echoes()) > before
  })
}

/** The other end of the socket is gone and nobody said so: it neither reads nor answers pings. */
const goSilent = (client: RawClient) => client.ws.pause()

const withHolder = async (holderState: object = { name: 'holder' }) => {
  const relay = await startRelay()
  const observer = await announced(relay, 9, { name: 'observer' })
  const holder = await announced(relay, 1, holderState)
  await observer.waitFor(1)
  return { relay, observer, holder }
}

test('[PR3] C45 a living holder keeps its entry, and stays connected', async () => {
  const { relay, observer, holder } = await withHolder()
  const claimant = await announced(relay, 1, { name: 'claimant' })
  await untilFallen(relay, claimant, 1)
  holder.say({ id: 1, clock: 2, state: { name: 'holder', x: 1 } })
  await observer.waitFor(1, ({ x }) => x === 1)
  claimant.say({ id: 2, state: {} })
  await flush(claimant, 2, observer)
  claimant.ws.terminate()
  await observer.waitGone(2)
  expect(observer.heardOf(1).map(({ state }) => state?.name)).toEqual(['holder', 'holder'])
  expect(holder.isClosed()).toBe(false)
})

test('[PR3] who withdraws a claim and makes it again, before it is decided, has the entry', async () => {
  const { relay, observer, holder } = await withHolder()
  goSilent(holder)
  const back = await announced(relay, 1, { n: 1 })
  back.say({ id: 1, clock: 1, state: null })
  back.say({ id: 1, clock: 2, state: { n: 2 } })
  await until(() => observer.sees(1)?.n === 2, 'the claimant has the entry', BEFORE_DEADLINE_MS)
})

test('[PR3] the entry of a dead holder goes to the claimant long before the deadline, as its newest state', async () => {
  const { relay, observer, holder } = await withHolder({ hand: true })
  const { handAt } = await observer.waitFor(1)
  goSilent(holder)
  const events = presenceEvents(observer.awareness)
  const back = await announced(relay, 1, { hand: true, n: 1 })
  back.say({ id: 1, clock: 2, state: { hand: true, n: 2 } })
  await until(() => observer.sees(1)?.n === 2, 'the claimant has the entry', BEFORE_DEADLINE_MS)
  expect(observer.sees(1)).toEqual({ hand: true, handAt, n: 2 })
  await flush(back, 1, observer)
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['updated']))
  expect(back.heardOf(1)).toEqual([])
})

test('[PR3] whoever claims and then hides leaves no entry of the dead socket behind', async () => {
  const { relay, observer, holder } = await withHolder()
  goSilent(holder)
  const back = await announced(relay, 1, { name: 'back' })
  back.say({ id: 1, clock: 2, state: null })
  await until(() => !observer.sees(1), 'the dead entry is gone', BEFORE_DEADLINE_MS)
  back.say({ id: 1, clock: 3, state: { name: 'shown again' } })
  await observer.waitFor(1, ({ name }) => name === 'shown again')
})

test('[PR3] C8 whoever claims and closes leaves no entry of the dead socket behind', async () => {
  const { relay, observer, holder } = await withHolder()
  goSilent(holder)
  const back = await announced(relay, 1, { name: 'back' })
  back.say({ id: 2, state: {} })
  await flush(back, 2, observer)
  back.ws.terminate()
  await until(() => !observer.sees(1), 'the dead entry is gone', BEFORE_DEADLINE_MS)
})

test('[PR3] two sockets that died one after the other hold up the third no longer than the claims take', async () => {
  const { relay, observer, holder } = await withHolder()
  goSilent(holder)
  const second = await announced(relay, 1, { name: 'second' })
  second.say({ id: 2, state: {} })
  await flush(second, 2, observer)
  goSilent(second)
  const third = await announced(relay, 1, { name: 'third' })
  await until(() => observer.sees(1)?.name === 'third', 'the third has the entry', BEFORE_DEADLINE_MS)
  expect(third.heardOf(1)).toEqual([])
})

test('[PR3] whose claim fell has the entry as soon as the holder goes', async () => {
  const { relay, observer, holder } = await withHolder()
  const other = await announced(relay, 1, { name: 'other' })
  await untilFallen(relay, other, 1)
  expect(observer.sees(1)).toEqual({ name: 'holder' })
  holder.ws.terminate()
  // As a stock client, which is told that it is gone, counts on from that clock and says who it is.
  const { clock } = await until(() => other.heardOf(1).find(({ state }) => state === null))
  other.say({ id: 1, clock: clock + 1, state: { name: 'other' } })
  await observer.waitFor(1, ({ name }) => name === 'other')
})

test('[PR3][PR9] a claimant is not told the record that it claims, whatever happens to it meanwhile', async () => {
  const { relay, observer, holder } = await withHolder()
  const claimant = await rawClient(relay.wsUrl, 'lesson')
  holder.say({ id: 1, clock: 2, state: { name: 'holder', x: 1 } })
  await observer.waitFor(1, ({ x }) => x === 1)
  // Until it has announced itself, nobody knows which record is its own.
  expect(claimant.heard).toEqual([])
  goSilent(holder)
  claimant.say({ id: 1, state: { name: 'claimant' } })
  await claimant.waitFor(9)
  await until(() => observer.sees(1)?.name === 'claimant', 'the claimant has the entry', BEFORE_DEADLINE_MS)
  expect(claimant.heardOf(1)).toEqual([])
})

const sameAda = () => token({ sub: 'ada', name: 'Ada' })

test('[PR2] the same verified person takes its entry over from a half-open socket at once', async () => {
  const relay = await startRelay({ secrets: [SECRET] })
  const observer = await announced(relay, 9, {}, await token({ sub: 'teacher' }))
  const old = await announced(relay, 1, { n: 1 }, await sameAda())
  await observer.waitFor(1)
  goSilent(old)
  const teacher = await announced(relay, 8, {}, await token({ sub: 'teacher' }))
  await observer.waitFor(8)
  const events = presenceEvents(observer.awareness)
  const back = await announced(relay, 1, { n: 2 }, await sameAda())
  await flush(teacher, 8, observer)
  // Not even a claim's answer was waited for: what somebody else said after it is there, too.
  expect(observer.sees(1)).toMatchObject({ n: 2, id: 'ada' })
  old.ws.terminate()
  back.say({ id: 1, clock: 5, state: { n: 3 } })
  await observer.waitFor(1, ({ n }) => n === 3)
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['updated']))
})

test('[PR2][PR10] a takeover that changes nothing tells nobody anything', async () => {
  const relay = await startRelay({ secrets: [SECRET] })
  const observer = await announced(relay, 9, {}, await token({ sub: 'teacher' }))
  const old = await announced(relay, 1, { n: 1 }, await sameAda())
  await observer.waitFor(1)
  goSilent(old)
  const back = await announced(relay, 1, { n: 1 }, await sameAda())
  back.say({ id: 2, state: {} })
  await flush(back, 2, observer)
  expect(observer.heardOf(1)).toHaveLength(1)
  old.ws.terminate()
  back.ws.terminate()
  await observer.waitGone(2)
  await observer.waitGone(1)
})

test('[PR3] another verified person, or an anonymous one, takes nothing from a living one', async () => {
  const relay = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  const observer = await announced(relay, 9, {}, await token({ sub: 'teacher' }))
  const holder = await announced(relay, 1, { n: 1 }, await sameAda())
  await observer.waitFor(1)
  for (const jwt of [await token({ sub: 'pupil' }), undefined]) {
    const thief = await announced(relay, 1, { name: 'thief' }, jwt)
    await untilFallen(relay, thief, 1)
    thief.ws.terminate()
  }
  await flush(holder, 1, observer)
  expect(new Set(observer.heardOf(1).map(({ state }) => state?.name))).toEqual(new Set(['Ada']))
  expect(observer.sees(1)).toMatchObject({ id: 'ada' })
})
