import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { countingClient } from '../support/counting-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { refusedUpgrade } from '../support/http.ts'
import { lesson, meet, type Pupil, ROOM } from '../support/lesson.ts'
import { noticesOf, signalsOf, stampsOf, welcomesOf } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const roleOf = (pupil: Pick<Pupil, 'frames'>) =>
  (welcomesOf(pupil).at(-1)?.identity as { role: string } | undefined)?.role

const rulesOf = (pupil: Pick<Pupil, 'frames'>) => welcomesOf(pupil).at(-1)?.rules

/** A token of the tests that was issued at some time, in ms. */
const issuedAt = (ms: number, sub: string, role = 'member') =>
  new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt(Math.floor(ms / 1_000))
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))

describe('[SG7] follow, mute and lock', () => {
  test('[SG7] hold for those who come later, whose welcome has them', async () => {
    const { join } = await lesson()
    const [host, pupil] = [await join({ role: 'host' }), await join()]
    await meet(host, pupil)
    expect(rulesOf(pupil)).toEqual({ follow: null, reactionsMuted: false, locked: false })
    host.signal('follow', true)
    host.signal('mute-reactions', true)
    host.signal('lock', true)
    await pupil.hears('lock')
    const all = { follow: host.id, reactionsMuted: true, locked: true }
    await until(() => JSON.stringify(rulesOf(pupil)) === JSON.stringify(all))
    expect(pupil.heard().map(({ kind, data }) => [kind, data])).toEqual([
      ['follow', true],
      ['mute-reactions', true],
      ['lock', true],
    ])
    const late = await join({ role: 'host' })
    await until(() => welcomesOf(late).length === 1)
    expect(rulesOf(late)).toEqual(all)
    for (const kind of ['follow', 'mute-reactions', 'lock']) late.signal(kind, false)
    await until(
      () => JSON.stringify(rulesOf(pupil)) === '{"follow":null,"reactionsMuted":false,"locked":false}',
    )
  })

  test('[SG7] what is so already is told to nobody again', async () => {
    const { join } = await lesson()
    const [host, pupil] = [await join({ role: 'host' }), await join()]
    await meet(host, pupil)
    for (let count = 0; count < 5; count++) host.signal('mute-reactions', true)
    host.signal('last')
    await pupil.hears('last')
    expect(welcomesOf(pupil)).toHaveLength(2)
  })

  const endings: Record<string, (host: Pupil) => void> = {
    'loses its socket': (host) => host.ws.terminate(),
    'says goodbye and stays': (host) => host.say({ id: host.id, clock: 9, state: null }),
    'may not be present any more': (host) => host.signal('role', 'viewer', [host.id]),
  }
  test.each(Object.entries(endings))('[SG7] follow ends when the host %s', async (_, end) => {
    const { join } = await lesson()
    const [host, pupil] = [await join({ role: 'host' }), await join()]
    await meet(host, pupil)
    host.signal('follow', true)
    await until(() => welcomesOf(pupil).length === 2)
    end(host)
    await pupil.waitGone(host.id)
    await until(() => (rulesOf(pupil) as { follow: unknown }).follow === null, 'nobody is followed')
    const late = await join()
    await until(() => welcomesOf(late).length === 1)
    expect(rulesOf(late)).toMatchObject({ follow: null })
  })

  test('[SG7] who has no presence cannot be followed', async () => {
    const { join } = await lesson()
    const [host, pupil] = [await join({ role: 'host' }), await join()]
    await meet(host, pupil)
    host.say({ id: host.id, clock: 9, state: null })
    await pupil.waitGone(host.id)
    host.signal('follow', true)
    await host.isTold('no-entry')
    expect(rulesOf(pupil)).toMatchObject({ follow: null })
  })
})

test('[SG8] a locked room lets in hosts and those who were there, and nobody else, until it is unlocked', async () => {
  const { join, wsUrl } = await lesson({ anonymous: 'join' })
  const [host, ada] = [await join({ role: 'host', sub: 'host' }), await join({ sub: 'ada' })]
  await meet(host, ada)
  const refusal = async (jwt: string | null) =>
    refusedUpgrade(`${wsUrl}/${ROOM}${jwt === null ? '' : `?token=${jwt}`}`)
  host.signal('lock', true)
  await ada.hears('lock')
  const late = await token({ sub: 'late' })
  expect(await refusal(late)).toMatchObject({ status: 423, body: { error: 'room-locked', retry: 'later' } })
  expect(await refusal(null)).toMatchObject({ status: 423 })
  const turnedAway = await countingClient(wsUrl, ROOM, { token: late })
  expect(await turnedAway.closed).toMatchObject({ code: 4523 })
  // Those who are in stay in, also where they lose their socket.
  ada.ws.terminate()
  await host.waitGone(ada.id)
  await host.waitFor((await join({ sub: 'ada' })).id)
  const other = await join({ role: 'host', sub: 'other host' })
  await host.waitFor(other.id)
  // Another room is another room.
  await until(async () => welcomesOf(await join({ sub: 'late', room: 'elsewhere' })).length === 1)
  host.signal('lock', false)
  await other.hears('lock')
  await host.waitFor((await join({ sub: 'late' })).id)
})

describe('[SG9] whoever is removed', () => {
  test('[SG9][SE3] goes with all tabs, own and stock, and the others hear that it was removed', async () => {
    const { join, wsUrl } = await lesson()
    const [host, one, two] = [
      await join({ role: 'host' }),
      await join({ sub: 'eve' }),
      await join({ sub: 'eve' }),
    ]
    const stock = stockClient(wsUrl, ROOM, {
      params: { token: await token({ sub: 'eve' }) },
      state: { x: 0 },
    })
    const codes: number[] = []
    stock.provider.on('connection-close', (event: { code: number } | null) => codes.push(event?.code ?? 0))
    const other = await join({ sub: 'ada' })
    await meet(host, one, two, other)
    await host.waitFor(stock.clientId)
    host.signal('remove', null, [one.id])
    for (const tab of [one, two]) expect(await tab.closed).toMatchObject({ code: 4407 })
    await until(() => codes.length > 0)
    expect(codes[0]).toBe(4407)
    for (const id of [one.id, two.id, stock.clientId]) await other.waitGone(id)
    const endings = other.people.items.flatMap((item) => (item.kind === 'gone' ? [item.reason] : []))
    expect(endings).toEqual(['removed', 'removed', 'removed'])
    expect(other.isClosed()).toBe(false)
    // It is no signal that the others hear.
    expect(other.heard()).toEqual([])
  })

  test('[SG9] joins again with a token that was issued later, and with none of before; elsewhere with any', async () => {
    const time = fakeClock(Date.now())
    const { join, wsUrl } = await lesson({ clock: time.clock })
    const removedAtMs = time.clock.wallMs()
    const old = await issuedAt(removedAtMs - 5_000, 'eve')
    const [host, eve] = [await join({ role: 'host' }), await join({ jwt: old })]
    await meet(host, eve)
    host.signal('remove', null, [eve.id])
    expect(await eve.closed).toMatchObject({ code: 4407 })
    for (const ms of [removedAtMs - 5_000, removedAtMs]) {
      const jwt = await issuedAt(ms, 'eve', 'host')
      expect(await refusedUpgrade(`${wsUrl}/${ROOM}?token=${jwt}`)).toMatchObject({
        close: 4407,
        body: { error: 'token-revoked' },
      })
    }
    const turnedAway = await join({ jwt: old })
    expect(await turnedAway.closed).toMatchObject({ code: 4511 })
    await until(async () => welcomesOf(await join({ jwt: old, room: 'elsewhere' })).length === 1)
    await host.waitFor((await join({ jwt: await issuedAt(removedAtMs + 1_000, 'eve') })).id)
  })

  test('[SG9] without a token is closed, and may come back', async () => {
    const { join, wsUrl } = await lesson({ anonymous: 'join' })
    const host = await join({ role: 'host' })
    const anonymous = await countingClient(wsUrl, ROOM)
    anonymous.say({ id: 8_888, state: { x: 0 } })
    const other = await countingClient(wsUrl, ROOM)
    other.say({ id: 8_889, state: { x: 0 } })
    await host.waitFor(8_888)
    await host.waitFor(8_889)
    host.signal('remove', null, [8_888])
    expect(await anonymous.closed).toMatchObject({ code: 4407 })
    expect(other.isClosed()).toBe(false)
    const back = await countingClient(wsUrl, ROOM)
    back.say({ id: 8_888, state: { x: 1 } })
    await host.waitFor(8_888, ({ x }) => x === 1)
  })
})

describe('[SG10] a role that was given', () => {
  test('[SG10] takes presence and gives it back, takes what may be written and asks for it again', async () => {
    const { join, wsUrl } = await lesson()
    const host = await join({ role: 'host' })
    const ada = await countingClient(wsUrl, ROOM, { token: await token({ sub: 'ada', role: 'viewer' }) })
    await until(() => ada.answers() > 0)
    // A viewer has no presence: a host names the person by another tab, or by HTTP.
    const tab = await join({ sub: 'ada', role: 'attendee' })
    await host.waitFor(tab.id)
    ada.write((doc) => doc.getText('text').insert(0, 'refused'))
    await until(() => noticesOf(ada).includes('read-only'))
    const asked = ada.asked()
    host.signal('role', 'member', [tab.id])
    await until(() => ada.asked() > asked, 'the relay asks for what was refused')
    await until(() => welcomesOf(ada).at(-1)?.identity)
    expect(welcomesOf(ada).at(-1)).toMatchObject({ identity: { id: 'ada', role: 'member' } })
    await until(() => ada.lastTold().received === ada.sent())
    ada.say({ id: 6_000, state: { x: 0.1 } })
    await host.waitFor(6_000, ({ role }) => role === 'member')
    host.signal('role', 'viewer', [tab.id])
    for (const id of [6_000, tab.id]) await host.waitGone(id)
    host.signal('role', 'attendee', [6_000])
    host.signal('last')
    await until(() => signalsOf(ada).some(({ kind }) => kind === 'last'))
    // Nobody has that entry any more: it names nobody.
    expect(welcomesOf(ada).at(-1)).toMatchObject({ identity: { role: 'viewer' } })
  })

  test('[SG10] whoever had presence before has it again with the same entry', async () => {
    const { join, url } = await lesson()
    const [host, ada] = [await join({ role: 'host' }), await join({ sub: 'ada', role: 'attendee' })]
    const tab = await join({ sub: 'ada', role: 'attendee' })
    await meet(host, ada, tab)
    host.signal('role', 'viewer', [ada.id])
    for (const id of [ada.id, tab.id]) await host.waitGone(id)
    const answer = await fetch(`${url}/api/rooms/${ROOM}/role`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'ada', role: 'member' }),
    })
    expect(answer.status).toBe(204)
    await until(() => roleOf(ada) === 'member')
    ada.announce({ x: 0.9 })
    await host.waitFor(ada.id, ({ x, role }) => x === 0.9 && role === 'member')
    expect(stampsOf(ada)).toEqual([])
  })

  test('[SG10] holds for connections to come, also after the room has left memory, in this room alone', async () => {
    const { join, url } = await lesson({ idleMs: 1 })
    const [host, ada] = [await join({ role: 'host' }), await join({ sub: 'ada', role: 'attendee' })]
    await meet(host, ada)
    host.signal('role', 'host', [ada.id])
    await until(() => welcomesOf(ada).length === 2)
    ada.signal('lower-all')
    await host.hears('lower-all')
    for (const one of [host, ada]) one.ws.terminate()
    await until(async () => (await metricOf(url, 'homeroom_rooms')) === 0, 'the room has left memory')
    const back = await join({ sub: 'ada', role: 'attendee' })
    await until(() => welcomesOf(back).length === 1)
    expect(welcomesOf(back)[0]).toMatchObject({ identity: { role: 'host' } })
    const elsewhere = await join({ sub: 'ada', role: 'attendee', room: 'elsewhere' })
    await until(() => welcomesOf(elsewhere).length === 1)
    expect(welcomesOf(elsewhere)[0]).toMatchObject({ identity: { role: 'attendee' } })
  })
})
