import { expect, test } from 'vitest'
import { chatOf } from '../../client/chat.ts'
import { joinPresence, signalsOf } from '../../client/presence.ts'
import { memoryStore, type RelayOptions } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** A relay, and people of one of its rooms who show the chat. */
const lesson = async (options: RelayOptions = {}) => {
  const running = await startRelay({ secrets: [SECRET], ...options })
  const join = async (sub: string, role: 'host' | 'member' | 'viewer' = 'member') => {
    const room = clientRoom(running.wsUrl, 'lesson', { token: await token({ sub, name: sub, role }) })
    if (role !== 'viewer') room.self.set({ name: sub })
    const chat = chatOf(room.room)
    const texts = () => chat.state.get().messages.map(({ text }) => text)
    return {
      ...{ room, chat, texts },
      state: () => chat.state.get(),
      loaded: () => until(() => chat.state.get().isLoaded, 'the chat is loaded'),
      shows: (...wanted: readonly string[]) =>
        until(
          () =>
            texts().join() === wanted.join() &&
            chat.state.get().messages.every(({ fate }) => fate === 'sent'),
          `shows ${wanted.join()}`,
        ),
    }
  }
  return { ...running, join }
}

test('[CC1] a message is shown at once, then with its id and the author by the relay; each room has one chat', async () => {
  const { join } = await lesson()
  const [ada, pupil] = [await join('ada', 'host'), await join('pupil')]
  await Promise.all([ada.loaded(), pupil.loaded()])
  expect(chatOf(ada.room.room)).toBe(ada.chat)
  const sent = ada.chat.send('  Good morning ')
  const key = sent.ok ? sent.value : ''
  expect(ada.state().messages).toMatchObject([
    { id: null, key, text: 'Good morning', fate: 'sending', isOwn: true, from: { id: 'ada', name: 'ada' } },
  ])
  await Promise.all([ada.shows('Good morning'), pupil.shows('Good morning')])
  const [shown] = pupil.state().messages
  expect(shown).toMatchObject({
    isOwn: false,
    from: { id: 'ada', name: 'ada', role: 'host' },
    to: 'everyone',
  })
  expect(ada.state().messages).toMatchObject([{ id: shown?.id, isOwn: true, refusal: null }])
})

test('[CC2] what is written without a connection goes out later, once, and in its order', async () => {
  const { join } = await lesson()
  const [ada, pupil] = [await join('ada'), await join('pupil')]
  await Promise.all([ada.loaded(), pupil.loaded()])
  ada.chat.send('before')
  await pupil.shows('before')
  const fates: string[][] = []
  const stop = ada.room.status.subscribe(({ state }) => {
    if (state === 'connected' || fates.length > 0) return
    for (const text of ['one', 'two']) ada.chat.send(text)
    fates.push(ada.state().messages.map(({ fate }) => fate))
  })
  ada.room.socket()?.terminate()
  await pupil.shows('before', 'one', 'two')
  await ada.shows('before', 'one', 'two')
  stop()
  expect(fates).toEqual([['sent', 'sending', 'sending']])
})

test('[CC2] a message that is refused says why, and is sent again or taken away', async () => {
  const { join } = await lesson()
  const [host, ada] = [await join('host', 'host'), await join('ada')]
  await Promise.all([host.loaded(), ada.loaded()])
  expect(host.chat.pause(true)).toMatchObject({ ok: true })
  await until(() => ada.state().isPaused)
  const keys = ['one', 'two'].map((text) => ada.chat.send(text)).map((sent) => (sent.ok ? sent.value : ''))
  await until(() => ada.state().messages.every(({ fate }) => fate === 'refused'))
  expect(ada.state().messages).toMatchObject([{ refusal: { code: 'chat-paused' } }, { text: 'two' }])
  expect(host.texts()).toEqual([])
  ada.chat.discard(keys[1] ?? '')
  host.chat.pause(false)
  await until(() => !ada.state().isPaused)
  ada.chat.retry(keys[0] ?? '')
  await host.shows('one')
  await ada.shows('one')
  expect(ada.chat.send(' ')).toMatchObject({ fault: { code: 'bad-signal' } })
  expect(ada.chat.send('é'.repeat(1_501))).toMatchObject({ fault: { code: 'chat-too-long' } })
  const viewer = await join('viewer', 'viewer')
  await viewer.shows('one')
  expect(viewer.chat.send('x')).toMatchObject({ fault: { code: 'role-forbidden' } })
  expect(ada.chat.remove('x')).toMatchObject({ fault: { code: 'role-forbidden' } })
})

test('[CC3] the latest messages come by themselves, older ones when they are asked for', async () => {
  const store = memoryStore()
  const before = await lesson({ store: keptOpen(store) })
  const handle = await before.relay.room('lesson')
  for (let at = 0; at < 70; at++) await handle.chat.send(`${at}`)
  // Somebody who enters may still be told of what was said a moment before, beside the page.
  await before.relay.close()
  const { join } = await lesson({ store: keptOpen(store) })
  const ada = await join('ada')
  await ada.loaded()
  expect(ada.texts()).toEqual(Array.from({ length: 50 }, (_, at) => `${at + 20}`))
  expect(ada.state()).toMatchObject({ hasOlder: true, unread: 0 })
  ada.chat.older()
  ada.chat.older()
  await until(() => !ada.state().hasOlder)
  expect(ada.texts()).toEqual(Array.from({ length: 70 }, (_, at) => `${at}`))
  await store.close()
})

test('[CC4] unread are messages of others since somebody has read', async () => {
  const { join } = await lesson()
  const [ada, pupil] = [await join('ada'), await join('pupil')]
  await Promise.all([ada.loaded(), pupil.loaded()])
  pupil.chat.send('one')
  await ada.shows('one')
  ada.chat.send('own')
  await pupil.shows('one', 'own')
  pupil.chat.send('two')
  await ada.shows('one', 'own', 'two')
  expect([ada.state().unread, pupil.state().unread]).toEqual([2, 1])
  ada.chat.read()
  expect(ada.state().unread).toBe(0)
  pupil.chat.send('three')
  await until(() => ada.state().unread === 1)
})

test('[CC5] a host deletes, and mutes a person, who is told; the page of a person who comes back lacks what is gone', async () => {
  const { join } = await lesson()
  const [host, ada] = [await join('host', 'host'), await join('ada')]
  await Promise.all([host.loaded(), ada.loaded()])
  for (const text of ['one', 'two']) ada.chat.send(text)
  await host.shows('one', 'two')
  ada.room.socket()?.terminate()
  host.chat.remove(host.state().messages[0]?.id ?? '')
  await host.shows('two')
  await ada.shows('two')
  host.chat.mute(await host.room.waitFor('ada'), true)
  await until(() => ada.state().isMuted)
  expect(host.state()).toMatchObject({ isMuted: false, mutedIds: ['ada'] })
  ada.chat.send('no')
  await until(() => ada.state().messages.at(-1)?.refusal?.code === 'chat-muted')
  host.chat.mute(await host.room.waitFor('ada'), false)
  await until(() => !ada.state().isMuted)
  expect(host.state().mutedIds).toEqual([])
})

test('[CC7] a host writes to one person of the room, and answers the author of a message who has left', async () => {
  const { join } = await lesson()
  const [host, ada, pupil] = [await join('host', 'host'), await join('ada'), await join('pupil')]
  await Promise.all([host, ada, pupil].map(({ loaded }) => loaded()))
  host.chat.send('Well done', { to: await host.room.waitFor('ada') })
  expect(host.state().messages).toMatchObject([{ fate: 'sending', to: { name: 'ada' } }])
  await ada.shows('Well done')
  await host.shows('Well done')
  expect(ada.state()).toMatchObject({ unread: 1, messages: [{ isOwn: false, to: { id: 'ada' } }] })
  expect(ada.chat.send('x', { to: await ada.room.waitFor('pupil') })).toMatchObject({
    fault: { code: 'role-forbidden' },
  })
  ada.chat.send('Bye', { to: 'hosts' })
  await host.shows('Well done', 'Bye')
  ada.room.room.leave()
  const question = host.state().messages[1]
  host.chat.send('See you', { to: question?.from ?? 'everyone' })
  await host.shows('Well done', 'Bye', 'See you')
  const again = await join('ada')
  await again.shows('Well done', 'Bye', 'See you')
  expect(pupil.texts()).toEqual([])
})

test('[CC7] somebody without an id keeps a message to them alone through a lost connection', async () => {
  const { join, wsUrl } = await lesson({ anonymous: 'join' })
  const host = await join('host', 'host')
  const { room, self, socket } = clientRoom(wsUrl, 'lesson')
  self.set({ name: 'Guest' })
  const chat = chatOf(room)
  const texts = () => chat.state.get().messages.map(({ text }) => text)
  host.chat.send('Sit down', { to: await host.room.waitFor('Guest') })
  await until(() => texts().includes('Sit down'))
  const first = room.welcome.get()?.connectionId
  socket()?.terminate()
  await until(() => room.welcome.get()?.connectionId !== first)
  host.chat.send('for all')
  await until(() => texts().includes('for all'))
  expect(texts()).toEqual(['Sit down', 'for all'])
})

test('[CC6] a page without the document has the chat, too; a relay that keeps none says so', async () => {
  const { wsUrl, join } = await lesson()
  const ada = await join('ada')
  const environment = nodeEnvironment()
  const room = joinPresence(wsUrl, 'lesson', { environment, token: await token({ sub: 'phone' }) })
  onTestCleanup(() => room.leave())
  const chat = chatOf(Object.assign(room, { signals: signalsOf(room) }))
  await ada.loaded()
  ada.chat.send('to the phone')
  await until(() => chat.state.get().messages.at(-1)?.text === 'to the phone')
  const off = await lesson({ chat: null })
  const eve = await off.join('eve')
  await until(() => eve.state().isOff)
})
