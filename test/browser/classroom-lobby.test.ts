import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { inRoom, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

test('lobby: the form leads into the room, by keyboard alone; the name is remembered, a reload comes back', async () => {
  const page = await classroom.newPage()
  await page.goto(classroom.relay.url)
  await page.locator('#room-name:focus').waitFor()
  await page.keyboard.type('klasse/7b')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Ada')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'klasse/7b' }).waitFor()
  const ada = inRoom(page)
  await ada.person('Ada').waitFor()
  await page.getByText('1 person').waitFor()
  expect(new URL(page.url()).searchParams.get('room')).toBe('klasse/7b')

  await page.reload()
  await ada.person('Ada').waitFor()
  await page.getByRole('button', { name: 'Leave' }).click()
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ada')
  expect(await page.getByLabel('Room').inputValue()).toBe('klasse/7b')
})

test('[RM1] lobby: a room that the relay would not take is refused with the reason', async () => {
  const page = await classroom.newPage()
  await page.goto(classroom.relay.url)
  const room = page.getByLabel('Room')
  for (const [typed, why] of [
    ['', 'Please type the name of a room.'],
    ['two words', 'Only letters, digits'],
    ['a/../b', 'cannot be “.” or “..”'],
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
  const ada = await classroom.join('教室/ä_.~:@-1', 'Ada')
  const ben = await classroom.join('教室/a\u0308_.~:@-1', 'Pupil')
  await ada.person('Pupil').waitFor()
  await ben.person('Ada').waitFor()
})

test('lobby: an address with a room and a name fills the form and waits', async () => {
  const page = await classroom.newPage()
  await page.goto(`${classroom.relay.url}/?room=bio&name=Ada`)
  expect(await page.getByLabel('Room').inputValue()).toBe('bio')
  await page.getByRole('button', { name: 'Join' }).click()
  await inRoom(page).person('Ada').waitFor()
})

test('lobby: a token leaves the address bar at once, works through a reload, and is never in the invitation', async () => {
  const jwt = await token({ sub: 'ada', name: 'Ada Verified', rooms: ['lesson'] })
  const ada = await classroom.join('lesson', '', { token: jwt })
  await ada.person('Ada Verified').waitFor()
  expect(ada.page.url()).not.toContain('token')
  await ada.page.reload()
  await ada.person('Ada Verified').waitFor()

  await ada.page.getByRole('button', { name: 'Invite' }).click()
  const link = ada.page.getByRole('textbox', { name: 'Link to this room' })
  await until(async () => (await link.inputValue()) === `${classroom.gated.url}/?room=lesson`)
  await ada.page.getByRole('img', { name: 'QR code of the link to this room' }).waitFor()
  await ada.page.keyboard.press('Escape')
  await ada.page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('[CC1] room: a close code that is final shows code and reason, and offers no second try', async () => {
  const page = await classroom.newPage()
  await page.routeWebSocket(/closed/, (socket) => socket.close({ code: 4403, reason: 'Not for <b>you</b>.' }))
  await page.goto(`${classroom.relay.url}/?room=closed&name=Ada&autojoin=1`)
  await inRoom(page).state('Closed').waitFor()
  const why = page.getByRole('status').filter({ hasText: 'The server does not let you in.' })
  await why.getByText('(Not for <b>you</b>., code 4403)', { exact: true }).waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
})

test('[CC1] room: a close code that asks for a new token offers a try', async () => {
  const page = await classroom.newPage()
  let tries = 0
  await page.routeWebSocket(/expired/, (socket) => {
    tries += 1
    if (tries === 1) socket.close({ code: 4501, reason: 'The token has expired.' })
    else socket.connectToServer()
  })
  await page.goto(`${classroom.relay.url}/?room=expired&name=Ada&autojoin=1`)
  await page.getByRole('button', { name: 'Try again' }).click()
  await inRoom(page).state('Connected').waitFor()
})

test('layout: at 360 pixels nothing scrolls sideways, in the lobby and in the room', async () => {
  const narrow = { viewport: { width: 360, height: 740 } }
  const long = 'w'.repeat(60)
  const lobby = await classroom.newPage(narrow)
  await lobby.goto(`${classroom.relay.url}/?room=${long}`)
  expect(await sidewaysScroll(lobby)).toBe(0)
  const ada = await classroom.join(`${long}${long}`, long, narrow)
  const ben = await classroom.join(`${long}${long}`, `Pupil ${long}`)
  await ben.hand.click()
  await ben.desk('Desk 15, free').click()
  await ben.say(long.repeat(8))
  await ada.queue.first().waitFor()
  await ada.messages.locator('.message-text').waitFor()
  expect(await sidewaysScroll(ada.page)).toBe(0)
})
