import { expect, test } from 'vitest'
import { type CrowdWatch, crowdOf } from '../../client/crowd.ts'
import { MESSAGES, readCrowd, type Watch, writeWatch } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { noticesOf, signalRequest } from '../support/raw-signals.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const CROWD = 10
const CARRIED = 20

const totalOf = ({ frames }: RawClient): number | null => {
  const last = frames.findLast(([type]) => type === MESSAGES.crowd.type)
  const total = last === undefined ? null : readCrowd(last.subarray(1))
  return total?.ok ? total.value : null
}

const idsOf = ({ people }: RawClient) => [...people.states.keys()]

/** A stock client that speaks for twenty people on one relay, and listeners on another. */
const lecture = async () => {
  const { relays } = await relayCluster({ crowd: CROWD })
  const join = async (node: number, sub: string, { role = 'member', isCompact = true } = {}) =>
    rawClient(relays[node]?.wsUrl ?? '', 'lesson', { token: await token({ sub, role }), isCompact })
  const carrier = await join(0, 'carrier', { isCompact: false })
  const sayAll = (state: Record<string, unknown>, ids = Array.from({ length: CARRIED }, (_, n) => n + 1)) =>
    carrier.say(...ids.map((id) => ({ id, state: { x: id / 25, y: 0.5, ...state } })))
  sayAll({})
  const listener = await join(1, 'listener')
  listener.say({ id: 101, state: {} })
  await until(() => totalOf(listener) === CARRIED + 1, 'the listener is told how many there are')
  const watch = (watch: Partial<Watch>) => listener.send(writeWatch({ view: null, people: [], ...watch }))
  return { carrier, join, listener, relays, sayAll, watch }
}

test('[CR1][CR2][CR3][CR6] over two relays a lecture is told of in part: hosts, hands, holders of keys, whom one asks for, others in turn', async () => {
  const { carrier, join, listener, relays, sayAll, watch } = await lecture()
  expect(idsOf(listener).length).toBeLessThanOrEqual(CROWD)
  const stock = await join(1, 'stock', { isCompact: false })
  await until(() => stock.awareness.getStates().size === CARRIED + 1, 'a stock client is told of everyone')
  const counted = () =>
    Promise.all(
      ['crowds', 'crowd_receivers'].map((name) => metricOf(relays[1]?.url ?? '', `homeroom_${name}`)),
    )
  expect(await counted()).toEqual([1, 1])

  const host = await join(0, 'host', { role: 'host' })
  host.say({ id: 102, state: {} })
  await listener.waitFor(102)
  sayAll({ hand: true }, [13])
  await listener.waitFor(13, ({ hand }) => hand === true)

  const sitter = await join(0, 'sitter')
  sitter.say({ id: 103, state: {} })
  sitter.send(signalRequest('claim:take', { key: 'seat/0-1', n: 1 }))
  await listener.waitFor(103, ({ claims }) => claims !== undefined)

  watch({ people: [7, 8] })
  await listener.waitFor(7)
  await listener.waitFor(8)
  sayAll({ step: 1 }, [7])
  await listener.waitFor(7, ({ step }) => step === 1)
  expect(idsOf(listener).length).toBeLessThanOrEqual(CROWD + 2)

  const met = new Set(idsOf(listener))
  const hidden = new Set<number>()
  await until(() => {
    const now = new Set(idsOf(listener))
    for (const id of now) met.add(id)
    for (const id of met) if (!now.has(id)) hidden.add(id)
    return met.size === CARRIED + 2
  }, 'everyone has been in sight')
  for (const id of [102, 13, 103, 7, 8]) expect([...hidden]).not.toContain(id)

  carrier.ws.close()
  await until(() => totalOf(listener) === 0 && idsOf(listener).length === 2, 'two are left, and no crowd')
  expect(await counted()).toEqual([0, 0])
})

test('[CR3][CR4][LI2] a part of the room is told of first; too many people are refused, and nothing is lost', async () => {
  const { listener, sayAll, watch } = await lecture()
  watch({ view: { left: 0.6, top: 0.25, right: 0.7, bottom: 0.75 } })
  for (const id of [15, 16, 17]) await listener.waitFor(id)
  sayAll({ y: 0.6 }, [16])
  await listener.waitFor(16, ({ y }) => y === 0.6)
  watch({ people: Array.from({ length: 65 }, (_, n) => n) })
  await until(() => noticesOf(listener).includes('too-many-watched'))
  sayAll({ y: 0.7 }, [16])
  await listener.waitFor(16, ({ y }) => y === 0.7)
})

test('[CR3][CR6][CR8][CL1] a page knows how many there are, sees whom it asks for, also on the next connection, and fades out who goes', async () => {
  const { carrier, relays, sayAll } = await lecture()
  const wsUrl = relays[2]?.wsUrl ?? ''
  const { room, socket, connected, sent } = clientRoom(wsUrl, 'lesson', {
    token: await token({ sub: 'page' }),
  })
  const crowd = crowdOf(room)
  expect(crowdOf(room)).toBe(crowd)
  await connected()
  await until(() => crowd.get().total === CARRIED + 1, 'the page is told how many there are')
  expect(crowd.get().shown.length).toBeLessThanOrEqual(CROWD)

  const sees = (id: number) =>
    room.others.get().some(({ clientId, status }) => clientId === id && status === 'here')
  const hidden = Array.from({ length: CARRIED }, (_, n) => n + 1).filter((id) => !sees(id))
  await until(
    () => crowd.get().shown.some(({ isLeaving }) => isLeaving),
    'some have given their place to others',
  )
  const events: unknown[] = []
  room.people.listen(({ type }) => events.push(type))
  crowd.watch({ people: hidden })
  await until(() => hidden.every(sees), 'all whom it asks for are in sight')
  crowd.watch({ people: hidden })
  const keys = new Set(room.people.get().map(({ key }) => key))
  expect(
    crowd
      .get()
      .shown.filter(({ isLeaving }) => !isLeaving)
      .every(({ key }) => keys.has(key)),
  ).toBe(true)
  const side = { left: 0, top: 0, right: 1 }
  for (const bad of [
    ...[null, undefined, { people: null }, { people: [Number.NaN] }, { people: ['a'] }],
    ...[{ people: [1.5] }, { people: [-1] }, { view: {} }, { view: { ...side, bottom: Number.NaN } }],
    ...[{ view: { ...side, bottom: 1e300 } }, { people: Array.from({ length: 65 }, (_, n) => n) }],
    ...[{ view: false }, { view: 0 }, { view: '' }, { view: { ...side, left: 2, bottom: 1 } }],
    ...[{ view: { ...side, bottom: -1 } }, { view: { left: 1e300, top: 0, right: 1e300, bottom: 0 } }],
  ])
    expect(() => crowd.watch(bad as unknown as CrowdWatch)).toThrow(TypeError)
  expect(events).toEqual([])
  const totals: (number | null)[] = []
  crowd.subscribe(({ total }) => totals.push(total))
  socket()?.terminate()
  await until(() => !hidden.some(sees), 'nothing is known of them')
  // Others in turn would bring them too, without a word of the page.
  const asks = () => sent.filter(([type]) => type === MESSAGES.watch.type).length
  expect(asks()).toBe(1)
  await until(() => asks() === 2, 'the page says again whom it asks for')
  await until(() => hidden.every(sees), 'and again')

  socket()?.terminate()
  await until(() => !hidden.some(sees), 'nothing is known of them')
  crowd.watch({ people: [] })
  const withStatus = (wanted: string) => room.others.get().filter(({ status }) => status === wanted)
  await until(() => withStatus('here').length > 0, 'it is told who is in sight')
  // Those who are out of sight now are there all the same.
  expect(withStatus('reconnecting')).toEqual([])
  crowd.watch({ people: hidden })
  await until(() => hidden.every(sees), 'and once more')

  sayAll({ n: 1 }, [hidden[0] ?? 0])
  const shownOf = (id?: number) => crowd.get().shown.find(({ other }) => other.clientId === id)
  await until(() => (shownOf(hidden[0])?.other as { n?: number } | undefined)?.n === 1)
  const phases = new Set<boolean | undefined>()
  crowd.subscribe(() => phases.add(shownOf(hidden[0])?.isLeaving))
  carrier.say({ id: hidden[0] ?? 0, state: null })
  await until(() => shownOf(hidden[0]) === undefined)
  expect([...phases]).toContain(true)
  // What it was told of how many there are stood while it was away.
  expect(totals).not.toContain(null)
  carrier.ws.close()
  await until(() => crowd.get().total === null, 'it is no crowd any more')
})

test('[CR3][CR6] a page that asks late is told how many there are, and what it goes on to change is asked for', async () => {
  const { relays } = await lecture()
  const { room, connected, sent } = clientRoom(relays[2]?.wsUrl ?? '', 'lesson', {
    token: await token({ sub: 'page' }),
  })
  const asked = () => sent.filter(([type]) => type === MESSAGES.watch.type)
  await connected()
  await until(() => room.others.get().length === CROWD, 'it sees some')
  const crowd = crowdOf(room)
  // The count came before: it is told again for the question alone.
  await until(() => asked().length === 1)
  await until(() => crowd.get().total === CARRIED + 1, 'it is told how many there are')

  const people = [1]
  crowd.watch({ people })
  await until(() => asked().length === 2)
  people.push(2)
  crowd.watch({ people })
  await until(() => asked().length === 3)
  expect(asked().at(-1)).toEqual(writeWatch({ view: null, people }))
})

test('[CR6][CR8] a page is told who comes and goes again where a room is no crowd any more, with others and alone', async () => {
  const { carrier, join, listener, relays, sayAll } = await lecture()
  const { room, connected } = clientRoom(relays[2]?.wsUrl ?? '', 'lesson', {
    token: await token({ sub: 'page' }),
  })
  const crowd = crowdOf(room)
  const events: string[] = []
  room.people.listen(({ type, person }) => events.push(`${type} ${person.key}`))
  await connected()
  const hasMet = async (sub: string) => {
    const other = await join(0, sub)
    other.say({ id: 200, state: {} })
    await until(() => events.includes(`joined id:${sub}`), `${sub} comes`)
    other.say({ id: 200, state: null })
    await until(() => events.includes(`left id:${sub}`), `${sub} goes`)
    other.ws.close()
    // Those who came and went while the room was a crowd are no news.
    expect(events.splice(0)).toEqual([`joined id:${sub}`, `left id:${sub}`])
  }
  const ends = () => until(() => crowd.get().total === null, 'it is no crowd any more')

  await until(() => crowd.get().total !== null, 'it is a crowd')
  events.splice(0)
  carrier.say(...Array.from({ length: CARRIED }, (_, n) => ({ id: n + 1, state: null })))
  await ends()
  await hasMet('late')

  sayAll({})
  await until(() => crowd.get().total === CARRIED + 1, 'it is one again')
  events.splice(0)
  listener.ws.close()
  carrier.ws.close()
  await ends()
  await hasMet('later')
})
