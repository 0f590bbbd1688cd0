import { expect, test } from 'vitest'
import { memoryStore, type Store } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { hearsText, historyOf, refusals, texts } from '../support/chat-pupil.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { lesson, meet, ROOM } from '../support/lesson.ts'
import { rawClient } from '../support/raw-client.ts'
import { noticesOf, signalRequest } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

test('[CH1] a message comes to everyone, its sender too, with its author and time by the relay, and is kept', async () => {
  const { join } = await lesson()
  const [ada, pupil] = [await join({ sub: 'ada', role: 'host', state: { name: 'Ada' } }), await join()]
  await meet(ada, pupil)
  const before = Date.now()
  ada.signal('chat', { text: ' Good morning ', ref: 'one', from: { id: 'eve' }, atMs: 1, id: 'mine' })
  const heard = await hearsText(pupil, 'Good morning')
  expect(heard).toMatchObject({ to: 'everyone', by: { id: 'ada', name: 'Ada', role: 'host' } })
  // What its sender knows it by is told to nobody else.
  expect(heard).not.toHaveProperty('ref')
  expect(await hearsText(ada, 'Good morning')).toMatchObject({ id: heard.id, ref: 'one' })
  const { messages: kept, before: earlier } = await historyOf(pupil)
  expect(kept).toEqual([
    {
      ...{ id: heard.id, text: 'Good morning', to: 'everyone', atMs: kept[0]?.atMs },
      from: { clientId: ada.id, id: 'ada', name: 'Ada', role: 'host' },
    },
  ])
  expect(kept[0]?.atMs).toBeGreaterThanOrEqual(before)
  expect(earlier).toBeNull()
})

test('[CH1] no signal, no entry of presence and no edit makes a message of somebody else', async () => {
  const { join } = await lesson()
  const [ada, eve] = [await join({ sub: 'ada', state: { name: 'Ada' } }), await join({ sub: 'eve' })]
  await meet(ada, eve)
  const forged = {
    id: '00000000a-00000000',
    text: 'forged',
    to: 'everyone',
    from: { id: 'ada', role: 'host' },
  }
  eve.signal('chat-history', { messages: [forged], ref: '', before: null })
  eve.signal('chat-delete', forged.id)
  eve.signal('chat', { messages: [forged] })
  eve.signal('chat', { ...forged, text: 'of eve' }, [ada.id])
  // She takes the name of somebody else: the id stays her own.
  eve.announce({ x: 0, name: 'Ada', id: 'ada', role: 'host' })
  eve.signal('chat', { ...forged, text: 'of eve' })
  const { by } = await hearsText(ada, 'of eve')
  expect(by).toMatchObject({ id: 'eve', role: 'member' })
  expect(texts(ada)).toEqual(['of eve'])
  expect(ada.heard().filter(({ kind }) => kind !== 'chat')).toEqual([])
})

test('[CH2] the history comes in pages, the latest first, and has what was said before a restart', async () => {
  const store = memoryStore()
  const time = fakeClock(Date.now())
  const first = await lesson({ store: keptOpen(store), clock: time.clock })
  const host = await first.join({ role: 'host' })
  for (let at = 0; at < 25; at++) host.signal('chat', { text: `${at}`, ref: `ref ${at}` })
  await hearsText(host, '24')
  await first.relay.close()
  const { join } = await lesson({ store: keptOpen(store), clock: time.clock })
  // A viewer writes nothing, and reads.
  const late = await join({ role: 'viewer' })
  const page = await historyOf(late, { limit: 10 })
  expect(page.messages.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, (_, at) => `${at + 15}`))
  const older = await historyOf(late, { limit: 20, before: page.before })
  expect(older.messages.map(({ text }) => text)).toEqual(Array.from({ length: 15 }, (_, at) => `${at}`))
  expect(older.before).toBeNull()
  await store.close()
})

test('[CH2] many who ask at once share what is read of the store, and see what was said and deleted meanwhile', async () => {
  const store = faultyStore(memoryStore())
  const { join } = await lesson({ store: store.store })
  const host = await join({ role: 'host' })
  for (let at = 0; at < 20; at++) host.signal('chat', { text: `${at}` })
  const { id: last } = await hearsText(host, '19')
  const pupils = await Promise.all(Array.from({ length: 5 }, () => join({ role: 'viewer' })))
  const before = store.calls('kept')
  const pages = await Promise.all(
    pupils.flatMap((pupil) => [1, 2, 3, 4].map((limit) => historyOf(pupil, { before: last, limit }))),
  )
  expect(pages.map(({ messages }) => messages.at(-1)?.text)).toEqual(pages.map(() => '18'))
  expect(store.calls('kept') - before).toBeLessThanOrEqual(1)
  host.signal('chat', { text: 'later' })
  host.signal('chat-delete', last)
  const [pupil = host] = pupils
  await until(() => pupil.heard().some(({ kind }) => kind === 'chat-delete'), 'it is deleted')
  const { messages } = await historyOf(pupil, { limit: 2 })
  expect(messages.map(({ text }) => text)).toEqual(['18', 'later'])
})

test('[CH2] a sender that comes again is told what of its messages is there, and none is written twice', async () => {
  const { join } = await lesson()
  const [ada, pupil] = [await join({ sub: 'ada' }), await join()]
  await meet(ada, pupil)
  ada.signal('chat', { text: 'once', ref: 'a secret of ada' })
  await hearsText(ada, 'once')
  const again = await join({ sub: 'ada' })
  const page = await historyOf(again, { refs: ['a secret of ada', 'another'] })
  expect(page.messages.map(({ ref }) => ref)).toEqual(['a secret of ada'])
  again.signal('chat', { text: 'once', ref: 'a secret of ada' })
  again.signal('chat', { text: 'last' })
  await hearsText(pupil, 'last')
  expect(texts(pupil)).toEqual(['once', 'last'])
  expect(await hearsText(again, 'once')).toMatchObject({ ref: 'a secret of ada' })
})

test('[CH3] what is not stored is told to nobody; it is told once the store takes it', async () => {
  const inner = memoryStore()
  let isBroken = true
  const keep: Store['keep'] = async (...given) => {
    if (isBroken) throw new Error('the disk is full')
    return inner.keep?.(...given)
  }
  const time = fakeClock(Date.now())
  const { join, url } = await lesson({ store: { ...inner, keep }, clock: time.clock })
  const [ada, pupil] = [await join(), await join()]
  await meet(ada, pupil)
  ada.signal('chat', { text: 'first', ref: '1' })
  const failures = () => metricOf(url, 'homeroom_store_failures_total', { operation: 'chat' })
  await until(async () => (await failures()) > 0)
  ada.signal('chat', { text: 'second', ref: '2' })
  ada.signal('last')
  await pupil.hears('last')
  expect(texts(pupil)).toEqual([])
  isBroken = false
  time.advance(2_000)
  await hearsText(pupil, 'second')
  expect(texts(pupil)).toEqual(['first', 'second'])
  expect(texts(ada)).toEqual(['first', 'second'])
})

test('[CH4] a message to the hosts reaches them and its author, now and later, and nobody else', async () => {
  const { join } = await lesson()
  const [host, ada, pupil] = [await join({ role: 'host' }), await join({ sub: 'ada' }), await join()]
  const adasTablet = await join({ sub: 'ada' })
  await meet(host, ada, pupil, adasTablet)
  ada.signal('chat', { text: 'I need help', to: 'hosts', ref: 'x' })
  await hearsText(host, 'I need help')
  await hearsText(ada, 'I need help')
  await hearsText(adasTablet, 'I need help')
  const ofPupil = await historyOf(pupil)
  expect(ofPupil.messages).toEqual([])
  expect(pupil.frames.some((frame) => Buffer.from(frame).includes('I need help'))).toBe(false)
  for (const reader of [host, ada])
    expect((await historyOf(reader)).messages).toMatchObject([{ to: 'hosts' }])
})

test('[CH5] a host deletes a message for everyone and for those who come later; nobody else does', async () => {
  const { join } = await lesson()
  const [host, ada, pupil] = [await join({ role: 'host' }), await join(), await join()]
  await meet(host, ada, pupil)
  ada.signal('chat', { text: 'a bad word' })
  const { id } = await hearsText(pupil, 'a bad word')
  pupil.signal('chat-delete', id)
  await pupil.isTold('role-forbidden')
  expect((await historyOf(pupil)).messages).toHaveLength(1)
  host.signal('chat-delete', id)
  for (const one of [host, ada, pupil]) expect((await one.hears('chat-delete')).data).toBe(id)
  expect((await historyOf(await join())).messages).toEqual([])
})

test('[CH6] a paused chat takes messages of hosts alone, and holds for a relay that comes later', async () => {
  const store = memoryStore()
  const first = await lesson({ store: keptOpen(store) })
  const [host, ada] = [await first.join({ role: 'host' }), await first.join()]
  await meet(host, ada)
  host.signal('chat-pause', true)
  expect((await ada.hears('chat-pause')).data).toBe(true)
  ada.signal('chat', { text: 'no', ref: 'r' })
  await ada.isTold('chat-paused')
  expect(refusals(ada)).toEqual([['r', 'chat-paused']])
  host.signal('chat', { text: 'yes' })
  await hearsText(ada, 'yes')
  await first.relay.close()
  const { join } = await lesson({ store: keptOpen(store) })
  const [again, other] = [await join({ role: 'host' }), await join()]
  await meet(again, other)
  expect((await historyOf(other)).paused).toBe(true)
  again.signal('chat-pause', false)
  await other.hears('chat-pause')
  other.signal('chat', { text: 'at last' })
  await hearsText(again, 'at last')
  await store.close()
})

test('[CH7] a muted person writes nothing, in no tab, until a host lets them; the others are not told', async () => {
  const { join } = await lesson()
  const [host, ada, pupil] = [await join({ role: 'host' }), await join({ sub: 'ada' }), await join()]
  const tablet = await join({ sub: 'ada' })
  await meet(host, ada, pupil, tablet)
  host.signal('chat-mute', true, [ada.id])
  for (const one of [host, ada, tablet])
    expect((await one.hears('chat-mute')).data).toMatchObject({ muted: true, ids: ['ada'] })
  tablet.signal('chat', { text: 'no', ref: 'r' })
  await tablet.isTold('chat-muted')
  expect(refusals(tablet)).toEqual([['r', 'chat-muted']])
  expect((await historyOf(ada)).muted).toBe(true)
  expect((await historyOf(host)).mutedIds).toEqual(['ada'])
  host.signal('chat-mute', false, [tablet.id])
  await until(() => ada.heard().filter(({ kind }) => kind === 'chat-mute').length === 2)
  ada.signal('chat', { text: 'thank you' })
  await hearsText(pupil, 'thank you')
  expect(pupil.heard().map(({ kind }) => kind)).toEqual(['chat'])
})

test('[CH7] somebody without an id is muted for as long as the connection lives', async () => {
  const { join, wsUrl } = await lesson({ anonymous: 'join' })
  const [host, other] = [await join({ role: 'host' }), await join()]
  const [guest, next] = [
    await rawClient(wsUrl, ROOM, { isCompact: true }),
    await rawClient(wsUrl, ROOM, { isCompact: true }),
  ]
  guest.say({ id: 1, state: { name: 'Guest' } })
  next.say({ id: 2, state: { name: 'Another guest' } })
  await meet(host, other)
  for (const id of [1, 2]) await host.waitFor(id)
  host.signal('chat-mute', true, [1])
  expect((await host.hears('chat-mute')).data).toEqual({ muted: true, ids: [], clientIds: [1] })
  guest.send(signalRequest('chat', { text: 'no' }))
  await until(() => noticesOf(guest).includes('chat-muted'))
  next.send(signalRequest('chat', { text: 'yes' }))
  expect(await hearsText(other, 'yes')).toMatchObject({ by: { id: null, name: 'Another guest' } })
  host.signal('chat-mute', false, [1])
  await until(() => host.heard().filter(({ kind }) => kind === 'chat-mute').length === 2)
  guest.send(signalRequest('chat', { text: 'thank you' }))
  await hearsText(other, 'thank you')
  expect(texts(other)).toEqual(['yes', 'thank you'])
})

test('[CH8] ten messages at once and one in two seconds, however many tabs a person has; hosts as they like', async () => {
  const time = fakeClock(Date.now())
  const { join } = await lesson({ clock: time.clock })
  const [host, ada, tablet] = [
    await join({ role: 'host' }),
    await join({ sub: 'ada' }),
    await join({ sub: 'ada' }),
  ]
  await meet(host, ada, tablet)
  for (let at = 0; at < 10; at++) ada.signal('chat', { text: `${at}` })
  await hearsText(host, '9')
  tablet.signal('chat', { text: 'too fast', ref: 'r' })
  await tablet.isTold('chat-too-fast')
  time.advance(2_000)
  tablet.signal('chat', { text: 'slowly' })
  await hearsText(host, 'slowly')
  for (let at = 0; at < 20; at++) host.signal('chat', { text: `host ${at}` })
  await hearsText(ada, 'host 19')
  expect(texts(host)).not.toContain('too fast')
})

test.each([
  [{ text: '' }, 'bad-signal'],
  [{ text: '\u200b \u0007' }, 'bad-signal'],
  [{ text: 7 }, 'bad-signal'],
  [null, 'bad-signal'],
  [{ text: 'x', to: 'ada' }, 'bad-signal'],
  [{ text: 'x', ref: 'r'.repeat(65) }, 'bad-signal'],
  [{ text: 'x'.repeat(3_001) }, 'chat-too-long'],
])('[CH9] %j is no message: %s', async (data, code) => {
  const { join } = await lesson()
  const ada = await join()
  ada.signal('chat', data)
  await ada.isTold(code)
  ada.signal('chat', { text: 'a\u0007b\u202e\r\nc' })
  // Control characters go, and lines stay.
  await hearsText(ada, 'ab\nc')
  expect((await historyOf(ada)).messages).toHaveLength(1)
})

test('[CH11] a relay without a chat says so, and a room that is deleted leaves none to its next life', async () => {
  const off = await lesson({ chat: null })
  const ada = await off.join()
  ada.signal('chat', { text: 'x' })
  await ada.isTold('chat-off')
  const store = memoryStore()
  const { join, url } = await lesson({ store: keptOpen(store) })
  const host = await join({ role: 'host' })
  host.signal('chat', { text: 'before' })
  await hearsText(host, 'before')
  await apiClient(url, SECRET).remove(`/rooms/${ROOM}/document`)
  await until(() => host.isClosed())
  expect(await store.kept?.('chat')).toEqual([])
  const later = await join()
  expect((await historyOf(later)).messages).toEqual([])
  await store.close()
})
