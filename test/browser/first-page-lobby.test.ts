import { expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { inRoom, startFirstPage } from './first-page.ts'

const first = await startFirstPage()

test('lobby: the form leads into the room, by keyboard alone, and the name is remembered', async () => {
  const page = await first.visit('')
  await page.keyboard.type('klasse/7b')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Ada')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'klasse/7b' }).waitFor()
  await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor()
  await inRoom(page).personCalled('Ada').waitFor()

  expect(new URL(page.url()).searchParams.get('room')).toBe('klasse/7b')
  await page.reload()
  expect(await page.getByLabel('Room').inputValue()).toBe('klasse/7b')
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ada')
})

test('[RM1] lobby: a room that the relay would not take is refused with the reason', async () => {
  const page = await first.visit('')
  const room = page.getByLabel('Room')
  for (const [typed, why] of [
    ['', 'Please type the name of a room.'],
    ['two words', 'Only letters, digits'],
    ['50%', 'Only letters, digits'],
    ['a/../b', 'cannot be “.” or “..”'],
    ['a//b', 'at least one character'],
    ['x'.repeat(129), 'at most 128 characters'],
  ] as const) {
    await room.fill(typed)
    await room.press('Enter')
    const complaint = page.getByRole('alert').filter({ hasText: why })
    await complaint.waitFor()
    expect(await room.getAttribute('aria-invalid')).toBe('true')
    await room.fill('fine')
    await complaint.waitFor({ state: 'detached' })
  }
})

test('[RM1] lobby: rooms in any script are joined as they are written', async () => {
  const [ada, ben] = [
    await first.join('教室/ä_.~:@-1', 'Ada'),
    await first.join('教室/a\u0308_.~:@-1', 'Ben'),
  ]
  await ada.personCalled('Ben').waitFor()
  await ben.personCalled('Ada').waitFor()
})

test('lobby: an address with a room and a name fills the form and waits', async () => {
  const page = await first.visit('?room=bio&name=Ada')
  expect(await page.getByLabel('Room').inputValue()).toBe('bio')
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ada')
  await page.getByRole('button', { name: 'Join' }).click()
  await inRoom(page).personCalled('Ada').waitFor()
})

test('lobby: a token of the address goes to the relay, and out of the address bar at once', async () => {
  const gated = await startRelay({ page: first.folder, secrets: [SECRET] })
  const jwt = await token({ sub: 'ada', name: 'Ada Verified', rooms: ['lesson'] })
  const page = await first.newPage()
  const socket = page.waitForEvent('websocket')
  await page.goto(`${gated.url}/?room=lesson&autojoin=1&token=${jwt}`)
  expect(new URL((await socket).url()).searchParams.get('token')).toBe(jwt)
  expect(page.url()).not.toContain('token')
  await page.getByText('Connected').waitFor()

  const stranger = await first.newPage()
  await stranger.goto(`${gated.url}/?room=lesson&autojoin=1`)
  await stranger.getByText('Offline').waitFor()
  await stranger.getByText('it refused this connection').waitFor()
})

test('[CC1] room: a close code 44xx ends it with the reason that the relay gives', async () => {
  const page = await first.newPage()
  await page.routeWebSocket(/closed/, (socket) => socket.close({ code: 4403, reason: 'Not for <b>you</b>.' }))
  await page.goto(`${first.relay.url}/?room=closed&name=Ada&autojoin=1`)
  await page.getByRole('status').filter({ hasText: 'Closed' }).waitFor()
  await page.getByRole('status').filter({ hasText: 'Not for <b>you</b>.' }).waitFor()
})

test('room: without its relay it goes on, and catches up when the relay is back', async () => {
  const relay = await startRelay({ page: first.folder })
  const open = async (name: string) => {
    const page = await first.newPage()
    await page.goto(`${relay.url}/?room=lesson&name=${name}&autojoin=1`)
    return inRoom(page)
  }
  const ada = await open('Ada')
  const ben = await open('Ben')
  await ada.personCalled('Ben').waitFor()
  await relay.close()
  await ada.page.getByRole('status').filter({ hasText: 'Offline' }).waitFor()
  await ada.personCalled('Ben').waitFor({ state: 'detached' })
  await ada.text.fill('written meanwhile')
  await ada.hand.click()

  await startRelay({ page: first.folder, port: Number(new URL(relay.url).port) })
  await ada.page.getByRole('status').filter({ hasText: 'Connected' }).waitFor()
  await ben.personCalled('Ada').getByRole('img', { name: 'hand raised' }).waitFor()
  await ben.page.waitForFunction(() => document.querySelector('textarea')?.value === 'written meanwhile')
})

test('layout: at 360 pixels nothing scrolls sideways, in the lobby and in the room', async () => {
  const narrow = { viewport: { width: 360, height: 740 } }
  const long = 'w'.repeat(60)
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
  const lobby = await first.visit(`?room=${long}`, narrow)
  expect(await lobby.evaluate(overflow)).toBe(0)
  const ada = await first.join(`${long}${long}`, long, narrow)
  const ben = await first.join(`${long}${long}`, 'Ben')
  await ben.pointAt({ x: 1, y: 1 })
  await ben.hand.click()
  await ada.personCalled('Ben').getByRole('img', { name: 'hand raised' }).waitFor()
  await ada.text.fill(long.repeat(5))
  expect(await ada.page.evaluate(overflow)).toBe(0)
})
