import { expect, test } from 'vitest'
import { hearsText, historyOf, refusals, texts } from '../support/chat-pupil.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { lesson, meet, ROOM } from '../support/lesson.ts'
import { rawClient } from '../support/raw-client.ts'
import { signalRequest, signalsOf } from '../support/raw-signals.ts'
import { until } from '../support/until.ts'

test('[CH15] a message to one person reaches every tab of theirs and the hosts, now and later, and nobody else', async () => {
  const { join } = await lesson()
  const [host, other] = [await join({ role: 'host', sub: 'host' }), await join({ role: 'host' })]
  const [ada, tablet] = [await join({ sub: 'ada', state: { name: 'Ada' } }), await join({ sub: 'ada' })]
  const pupil = await join()
  await meet(host, other, ada, tablet, pupil)
  host.signal('chat', { text: 'Well done', to: { clientId: ada.id } })
  const to = { id: 'ada', clientId: ada.id, name: 'Ada' }
  for (const one of [host, other, ada, tablet])
    expect(await hearsText(one, 'Well done')).toMatchObject({ to, by: { id: 'host' } })
  // She is named by her id, and is not there.
  for (const { ws } of [ada, tablet]) ws.close()
  for (const { id } of [ada, tablet]) await host.waitGone(id)
  host.signal('chat', { text: 'Come back', to: { id: 'ada' } })
  await hearsText(other, 'Come back')
  const again = await join({ sub: 'ada', state: { name: 'Ada' } })
  const kept = ({ messages }: Awaited<ReturnType<typeof historyOf>>) =>
    messages.map(({ text, to: receiver }) => [text, receiver])
  const both = [
    ['Well done', to],
    ['Come back', { id: 'ada', clientId: null, name: null }],
  ]
  for (const reader of [again, host, other]) expect(kept(await historyOf(reader))).toEqual(both)
  for (const reader of [pupil, await join()]) {
    expect(kept(await historyOf(reader))).toEqual([])
    const bytes = Buffer.concat(reader.frames)
    for (const text of ['Well done', 'Come back']) expect(bytes.includes(text)).toBe(false)
  }
})

test('[CH15] hosts alone write to one person, and to nobody who is not there', async () => {
  const { join } = await lesson()
  const [host, ada, pupil] = [await join({ role: 'host' }), await join({ sub: 'ada' }), await join()]
  await meet(host, ada, pupil)
  for (const to of [{ clientId: ada.id }, { id: 'ada' }, { clientId: host.id }])
    pupil.signal('chat', { text: 'a whisper', to, ref: 'r' })
  await until(() => refusals(pupil).length === 3)
  expect(refusals(pupil)).toEqual(Array.from({ length: 3 }, () => ['r', 'role-forbidden']))
  host.signal('chat', { text: 'x', to: { clientId: 1 }, ref: 'nobody' })
  for (const to of [{ id: '' }, { id: 'ada', clientId: ada.id }, { id: 7 }, {}])
    host.signal('chat', { text: 'x', to, ref: 'bad' })
  await host.isTold('bad-signal')
  expect(refusals(host)).toEqual([['nobody', 'not-found']])
  expect((await historyOf(host)).messages).toEqual([])
  expect(texts(ada)).toEqual([])
})

test('[CH15] somebody without an id has it on their connection, and by its receipt on the next one', async () => {
  const { join, wsUrl } = await lesson({ anonymous: 'join' })
  const host = await join({ role: 'host' })
  const guest = await rawClient(wsUrl, ROOM, { isCompact: true })
  guest.say({ id: 1, state: { name: 'Guest' } })
  await host.waitFor(1)
  host.signal('chat', { text: 'Sit down', to: { clientId: 1 } })
  const heard = await until(() => signalsOf(guest).find(({ kind }) => kind === 'chat'))
  const { receipt } = heard.data as { receipt: string }
  expect(heard.data).toMatchObject({ to: { id: null, clientId: 1, name: 'Guest' } })
  type Page = { messages: { text: string; receipt?: string }[] }
  const historyTold = async (client: typeof guest, refs: readonly string[]) => {
    client.send(signalRequest('chat-history', { refs }))
    const told = () => signalsOf(client).findLast(({ kind }) => kind === 'chat-history')?.data
    return ((await until(told)) as unknown as Page).messages
  }
  expect(await historyTold(guest, [])).toMatchObject([{ text: 'Sit down', receipt }])
  guest.ws.close()
  await host.waitGone(1)
  // Everybody knows a clientID, and takes it: that proves nothing.
  const thief = await rawClient(wsUrl, ROOM, { isCompact: true })
  thief.say({ id: 1, clock: 9, state: { name: 'Guest' } })
  await host.waitFor(1)
  expect(await historyTold(thief, ['', 'Guest'])).toEqual([])
  const again = await rawClient(wsUrl, ROOM, { isCompact: true })
  expect(await historyTold(again, [receipt])).toMatchObject([{ text: 'Sit down' }])
})

test('[CH6][CH7][CH8] people who are muted, or all while it is paused, may still write to the hosts, as fast as anybody', async () => {
  const time = fakeClock(Date.now())
  const { join } = await lesson({ clock: time.clock })
  const [host, ada, pupil] = [await join({ role: 'host' }), await join({ sub: 'ada' }), await join()]
  await meet(host, ada, pupil)
  host.signal('chat-mute', true, [ada.id])
  await ada.hears('chat-mute')
  ada.signal('chat', { text: 'no', ref: 'muted' })
  ada.signal('chat', { text: 'I need help', to: 'hosts' })
  await hearsText(host, 'I need help')
  host.signal('chat-pause', true)
  await pupil.hears('chat-pause')
  pupil.signal('chat', { text: 'no', ref: 'paused' })
  pupil.signal('chat', { text: 'So do I', to: 'hosts' })
  await hearsText(host, 'So do I')
  expect([refusals(ada), refusals(pupil)]).toEqual([[['muted', 'chat-muted']], [['paused', 'chat-paused']]])
  for (let at = 0; at < 10; at++) ada.signal('chat', { text: `${at}`, to: 'hosts' })
  await ada.isTold('chat-too-fast')
  expect(texts(pupil)).toEqual(['So do I'])
})

test('[CH2][CH4] the name that somebody gave a message says nothing to another person who guesses it', async () => {
  const { join } = await lesson()
  const [ada, eve] = [await join({ sub: 'ada' }), await join({ sub: 'eve' })]
  await meet(ada, eve)
  ada.signal('chat', { text: 'of ada, to the hosts', to: 'hosts', ref: '1' })
  await hearsText(ada, 'of ada, to the hosts')
  expect((await historyOf(eve, { refs: ['1'] })).messages).toEqual([])
  // Nor does it keep theirs from being written.
  eve.signal('chat', { text: 'of eve', ref: '1' })
  expect(await hearsText(eve, 'of eve')).toMatchObject({ ref: '1', by: { id: 'eve' } })
  expect(texts(eve)).toEqual(['of eve'])
})
