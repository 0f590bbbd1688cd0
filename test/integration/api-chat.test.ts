import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { hearsText, historyOf, refusals, texts } from '../support/chat-pupil.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { joinLinks } from '../support/join-links.ts'
import { lesson, meet } from '../support/lesson.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const CHAT = '/rooms/lesson/chat'

const hostToken = () => token({ sub: 'teacher', name: 'Teacher', role: 'host' })

/** A lesson with somebody in it, and its API for the holder of the secret. */
const school = async (options: Parameters<typeof lesson>[0] = {}) => {
  const { join, ...running } = await lesson(options)
  return { ...running, join, api: apiClient(running.url, SECRET), pupil: await join({ sub: 'pupil' }) }
}

test('[CH14] a host writes as who they are, and the holder of a secret under the name that they give', async () => {
  const { api, pupil } = await school()
  const bearer = await hostToken()
  const told = await api.post(CHAT, { text: ' Good morning ' }, { bearer })
  const from = { clientId: null, id: 'teacher', name: 'Teacher', role: 'host' }
  expect([told.status, told.json]).toMatchObject([200, { text: 'Good morning', to: 'everyone', from }])
  expect(await hearsText(pupil, 'Good morning')).toMatchObject({ id: told.json.id, by: { id: 'teacher' } })
  expect((await api.post(CHAT, { text: 'x', name: 'Ada' }, { bearer })).status).toBe(400)
  const named = await api.post(CHAT, { text: 'The bus comes', name: 'Timetable', ref: 'bus 7' })
  expect(named.json.from).toEqual({ clientId: null, id: 'admin', name: 'Timetable', role: 'host' })
  // A request whose answer did not come is sent again.
  expect((await api.post(CHAT, { text: 'The bus comes', ref: 'bus 7' })).json.id).toBe(named.json.id)
  await hearsText(pupil, 'The bus comes')
  expect(texts(pupil)).toEqual(['Good morning', 'The bus comes'])
  // Its members write by the room itself.
  expect((await api.post(CHAT, { text: 'x' }, { bearer: await token({ role: 'member' }) })).status).toBe(403)
  for (const body of [{ text: '' }, { text: 'x'.repeat(3_001) }, { text: 'x', to: 'ada' }, {}])
    expect((await api.post(CHAT, body)).status).toBe(400)
})

test('[CH14] a host writes in a room that is there, the holder of a secret also before; a hook may refuse both', async () => {
  const onSignal = ({ data }: { readonly data: unknown }) =>
    JSON.stringify(data).includes('bad word') ? { refuse: 'Mind your words.' } : undefined
  const { url } = await startRelay({ secrets: [SECRET], hooks: { onSignal } })
  const api = apiClient(url, SECRET)
  const early = await api.post(CHAT, { text: 'early' }, { bearer: await hostToken() })
  expect([early.status, early.json.error]).toEqual([404, 'room-not-found'])
  const refused = await api.post(CHAT, { text: 'a bad word' })
  expect([refused.status, refused.json.message]).toEqual([400, 'Mind your words.'])
  expect((await api.post(CHAT, { text: 'welcome' })).status).toBe(200)
  expect((await api.get(CHAT)).json.messages).toMatchObject([{ text: 'welcome' }])
})

test('[CH14] hosts read the history in pages, what is for them too; it is there when the room is not in memory', async () => {
  const store = memoryStore()
  const first = await startRelay({ secrets: [SECRET], store: keptOpen(store) })
  const writer = apiClient(first.url, SECRET)
  for (let at = 0; at < 5; at++)
    await writer.post(CHAT, { text: `${at}`, to: at === 3 ? 'hosts' : 'everyone' })
  await first.close()
  const { url } = await startRelay({ secrets: [SECRET], store: keptOpen(store) })
  const api = apiClient(url, await hostToken())
  const page = (await api.get(`${CHAT}?limit=2`)).json
  expect(page.messages.map(({ text, to }: Record<string, string>) => [text, to])).toEqual([
    ['3', 'hosts'],
    ['4', 'everyone'],
  ])
  const older = (await api.get(`${CHAT}?limit=9&before=${page.before}`)).json
  expect(older.messages.map(({ text }: Record<string, string>) => text)).toEqual(['0', '1', '2'])
  expect(older).toMatchObject({ room: 'lesson', before: null, paused: false, mutedIds: [] })
  // What its sender knows it by is told to nobody.
  expect(older.messages[0]).not.toHaveProperty('ref')
  expect((await api.get('/rooms/lesson')).json.loaded).toBe(false)
  for (const query of ['limit=0', 'limit=201', 'limit=x', 'before=x'])
    expect((await api.get(`${CHAT}?${query}`)).status).toBe(400)
  await store.close()
})

test('[CH14][CH15] a host writes to one person by HTTP, and reads what others wrote to one', async () => {
  const { api, pupil, join, relay } = await school()
  const other = await join({ sub: 'other' })
  await meet(pupil, other)
  const told = await api.post(CHAT, { text: 'See me', to: { clientId: pupil.id } })
  expect([told.status, told.json.to]).toMatchObject([200, { id: 'pupil', clientId: pupil.id }])
  await using room = await relay.room('lesson')
  await room.chat.send('Thank you', { to: { id: 'pupil' } })
  await hearsText(pupil, 'Thank you')
  const { messages } = (await api.get(CHAT)).json
  expect(messages.map(({ to }: { to: { id: string } }) => to.id)).toEqual(['pupil', 'pupil'])
  expect(texts(other)).toEqual([])
  expect((await api.post(CHAT, { text: 'x', to: { clientId: 1 } })).status).toBe(404)
  for (const to of [{ id: ' ' }, { id: 'a', clientId: 1 }, {}])
    expect((await api.post(CHAT, { text: 'x', to })).status).toBe(400)
  const by = { id: 'bot', role: 'member' }
  const refused = room.chat.send('x', { by, to: { id: 'pupil' } })
  await expect(refused).rejects.toMatchObject({ code: 'role-forbidden' })
})

test('[CH14] a message is deleted for all who are there, also when everybody has left', async () => {
  const store = memoryStore()
  const first = await school({ store: keptOpen(store) })
  first.pupil.signal('chat', { text: 'one' })
  first.pupil.signal('chat', { text: 'two' })
  const [one, two] = [await hearsText(first.pupil, 'one'), await hearsText(first.pupil, 'two')]
  expect((await first.api.remove(`${CHAT}/${one.id}`, { bearer: await token() })).status).toBe(403)
  expect((await first.api.remove(`${CHAT}/${one.id}`)).status).toBe(204)
  expect((await first.pupil.hears('chat-delete')).data).toBe(one.id)
  for (const id of [one.id, 'none']) expect((await first.api.remove(`${CHAT}/${id}`)).status).toBe(404)
  await first.close()
  const { url } = await startRelay({ secrets: [SECRET], store: keptOpen(store) })
  const api = apiClient(url, await hostToken())
  expect((await api.remove(`${CHAT}/${two.id}`)).status).toBe(204)
  expect((await api.get(CHAT)).json.messages).toEqual([])
  await store.close()
})

test('[CH14] the chat is paused, and people are muted by their id or their tab', async () => {
  const { api, pupil, join } = await school()
  const other = await join({ sub: 'other' })
  await meet(pupil, other)
  expect((await api.post(`${CHAT}/pause`, { paused: true })).status).toBe(204)
  await pupil.hears('chat-pause')
  expect((await api.get(CHAT)).json.paused).toBe(true)
  pupil.signal('chat', { text: 'no', ref: 'r' })
  await pupil.isTold('chat-paused')
  await api.post(`${CHAT}/pause`, { paused: false })
  expect((await api.post(`${CHAT}/mute`, { id: 'pupil', muted: true })).status).toBe(204)
  expect((await api.post(`${CHAT}/mute`, { clientId: other.id, muted: true })).status).toBe(204)
  expect((await api.get(CHAT)).json.mutedIds).toEqual(['pupil', 'other'])
  for (const one of [pupil, other]) {
    one.signal('chat', { text: 'no', ref: 'muted' })
    await until(() => refusals(one).some(([, code]) => code === 'chat-muted'))
  }
  for (const named of [{ id: 'pupil' }, { clientId: other.id }])
    await api.post(`${CHAT}/mute`, { ...named, muted: false })
  pupil.signal('chat', { text: 'thank you' })
  await hearsText(other, 'thank you')
  expect((await api.post(`${CHAT}/mute`, { clientId: 1, muted: true })).status).toBe(404)
})

test('messages that are taken, and those that are refused, are counted', async () => {
  const { api, pupil, url } = await school()
  const counted = (outcome: string) => metricOf(url, 'homeroom_chat_messages_total', { outcome })
  await api.post(CHAT, { text: 'by HTTP' })
  pupil.signal('chat', { text: 'by a page' })
  pupil.signal('chat', { text: '' })
  await pupil.isTold('bad-signal')
  await hearsText(pupil, 'by a page')
  await until(async () => (await counted('taken')) === 2, 'two were taken')
  expect(await counted('refused')).toBe(1)
})

test('[CH7] somebody who came by a link is muted, and still is after a reload', async () => {
  const { url, join } = await lesson()
  const host = await join({ role: 'host' })
  const { make, join: enter } = joinLinks(url)
  const { code } = await make({ role: 'attendee' })
  const { seat, token: jwt } = await enter(code)
  const guest = await join({ jwt })
  await meet(host, guest)
  host.signal('chat-mute', true, [guest.id])
  await guest.hears('chat-mute')
  guest.ws.close()
  // A page that is loaded again has its seat, and gets another token for it.
  const again = await join({ jwt: (await enter(code, seat)).token })
  again.signal('chat', { text: 'no', ref: 'r' })
  await until(() => refusals(again).length > 0)
  expect(refusals(again)).toEqual([['r', 'chat-muted']])
  // Somebody else by the same link writes.
  const other = await join({ jwt: (await enter(code)).token })
  other.signal('chat', { text: 'yes' })
  await hearsText(host, 'yes')
  expect((await historyOf(again)).muted).toBe(true)
})

test('[CH11] a relay that is run with --chat off takes and gives no messages', async () => {
  const { url } = await runRelay(['--secret', SECRET, '--data', ':memory:', '--chat', 'off'])
  const api = apiClient(url, SECRET)
  const answers = await Promise.all([
    api.get(CHAT),
    api.post(CHAT, { text: 'x' }),
    api.remove(`${CHAT}/00000000a-00000000`),
  ])
  for (const { status, json } of answers)
    expect([status, json]).toMatchObject([404, { error: 'not-found', message: 'This relay keeps no chat.' }])
})
