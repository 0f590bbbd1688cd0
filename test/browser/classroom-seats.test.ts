import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import { clientRoom } from '../support/client-room.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'

const classroom = await startClassroom()

test('walking: with keys held, in every window to the same place, and the avatar is moved, not rebuilt', async () => {
  const ada = await classroom.join('walk', 'Ada')
  const ben = await classroom.join('walk', 'Pupil', { viewport: { width: 420, height: 900 } })
  const seen = ben.avatar('Ada')
  await ada.stand()
  await seen.waitFor()
  const element = await seen.elementHandle()
  const start = await ada.placeOf(ada.avatar('Ada'))
  await ada.floor.focus()
  await ada.page.keyboard.down('KeyD')
  await ada.page.keyboard.down('ArrowDown')
  await until(
    async () => (await ada.placeOf(ada.avatar('Ada'))).y > start.y + 0.2,
    'she walks while the keys are held',
  )
  await ada.page.keyboard.up('KeyD')
  await ada.page.keyboard.up('ArrowDown')
  await until(async () => {
    const [own, theirs] = [await ada.placeOf(ada.avatar('Ada')), await ben.placeOf(seen)]
    return Math.abs(own.x - theirs.x) < 0.01 && Math.abs(own.y - theirs.y) < 0.01
  }, 'both windows show the same place')
  // She looks where she went.
  await ada.page.keyboard.press('ArrowLeft')
  const direction = () => seen.locator('.nose').evaluate((nose) => getComputedStyle(nose).transform)
  await until(async () => (await direction()).startsWith('matrix(-1, '), 'her direction is seen there')
  expect(await seen.evaluate((now, before) => now === before, element)).toBe(true)
})

test('walking: a tap of a key is a step, walls hold, and letters belong to the chat while one writes', async () => {
  const ada = await classroom.join('steps', 'Ada')
  const own = ada.avatar('Ada')
  await ada.stand()
  await ada.floor.focus()
  const start = await ada.placeOf(own)
  await ada.page.keyboard.press('ArrowRight')
  await until(async () => (await ada.placeOf(own)).x > start.x, 'one press is a step')
  await ada.page.keyboard.down('KeyW')
  await until(async () => (await ada.placeOf(own)).y < 0.001, 'she comes to the wall')
  await ada.page.keyboard.up('KeyW')
  await ada.page.getByText(/across and 0% down/).waitFor({ state: 'attached' })
  await ada.message.pressSequentially('wasde')
  expect(await ada.message.inputValue()).toBe('wasde')
  expect((await ada.placeOf(own)).y).toBeLessThan(0.001)
})

test('walking: by tapping, and by dragging', async () => {
  const ada = await classroom.join('tap', 'Ada', { hasTouch: true, viewport: { width: 360, height: 740 } })
  const ben = await classroom.join('tap', 'Pupil')
  const seen = ben.avatar('Ada')
  await ada.stand()
  await ben.stand()
  await seen.waitFor()
  const spot = await ada.pointOf({ x: 0.3, y: 0.02 })
  await ada.page.touchscreen.tap(spot.x, spot.y)
  await ben.arrives(seen, { x: 0.3, y: 0.02 })

  const [from, to] = [await ben.pointOf({ x: 0.1, y: 0.99 }), await ben.pointOf({ x: 0.97, y: 0.99 })]
  await ben.page.mouse.move(from.x, from.y)
  await ben.page.mouse.down()
  await ben.page.mouse.move(to.x, to.y, { steps: 5 })
  await ben.page.mouse.up()
  await ada.arrives(ada.avatar('Pupil'), { x: 0.97, y: 0.99 })
})

test('seats: newcomers are seated by themselves; sit by a tap, stand by a key, and badges stand on the desk', async () => {
  const ada = await classroom.join('sit', 'Ada')
  await ada.desk('Desk 1, your seat').waitFor()
  const ben = await classroom.join('sit', 'Pupil')
  await ben.desk('Desk 1, Ada').waitFor()
  await ben.desk('Desk 2, your seat').waitFor()
  await ada.desk('Desk 8, free').click()
  await ada.desk('Desk 8, your seat').waitFor()
  await ben.desk('Desk 8, Ada').waitFor()
  await ben.desk('Desk 1, free').waitFor()
  await ben.avatar('Ada').waitFor({ state: 'hidden' })
  await ben.person('Ada').getByText('desk 8').waitFor()

  await ada.thumb.click()
  await ada.hand.click()
  await ben.desk('Desk 8, Ada, hand raised, 👍').waitFor()
  await ben
    .desk(/Desk 8/)
    .locator('.badge.hand')
    .waitFor()
  await ada.hand.click()
  await ben.desk('Desk 8, Ada, 👍').waitFor()

  await ben.desk('Desk 8, Ada').click()
  await ben.toast('Seat taken: Ada sits at desk 8.').waitFor()

  await ada.floor.focus()
  await ada.page.keyboard.press('e')
  await ben.desk('Desk 8, free').waitFor()
  await ben.avatar('Ada').waitFor()
  await ada.page.keyboard.press('Enter')
  await ben.desk('Desk 8, Ada, 👍').waitFor()
  await ada.page.keyboard.press('ArrowLeft')
  await ben.desk('Desk 8, free').waitFor()
})

test('seats: the keyboard alone leads from desk to desk', async () => {
  const ada = await classroom.join('keys', 'Ada')
  await ada.floor.focus()
  await ada.page.keyboard.press('Tab')
  await ada.page.keyboard.press('ArrowRight')
  await ada.page.keyboard.press('ArrowDown')
  await ada.page.keyboard.press('Enter')
  await ada.desk('Desk 7, your seat').waitFor()
})

test('seats: a reload keeps the seat, and standing up, too; leaving frees it', async () => {
  const ada = await classroom.join('reload', 'Ada')
  const ben = await classroom.join('reload', 'Pupil')
  await ada.desk('Desk 3, free').click()
  await ben.desk('Desk 3, Ada').waitFor()
  await ada.page.reload()
  await ada.desk('Desk 3, your seat').waitFor()
  await ben.desk('Desk 3, Ada').waitFor()
  await ben.stand()
  await ben.page.reload()
  await ben.desk('Desk 3, Ada').waitFor()
  await ben.avatar('Pupil').waitFor()
  await ben.desk('Desk 2, free').waitFor()
  await ada.page.getByRole('button', { name: 'Leave' }).click()
  await ben.desk('Desk 3, free').waitFor()
  await ben.toast('Ada left').waitFor()
})

test('seats: a duplicated tab is somebody else, who sits elsewhere', async () => {
  const ada = await classroom.join('duplicate', 'Ada')
  await ada.desk('Desk 1, your seat').waitFor()
  // What a browser does that duplicates a tab: the new one begins with a copy of its storage.
  const copy = await ada.page.evaluate(() => JSON.stringify(sessionStorage))
  const second = await classroom.newPage()
  await second.addInitScript((json) => {
    for (const [key, value] of Object.entries(JSON.parse(json))) sessionStorage.setItem(key, String(value))
  }, copy)
  await second.goto(ada.page.url())
  await second.getByRole('button', { name: 'Desk 1, Ada' }).waitFor()
  await second.getByRole('button', { name: 'Desk 2, your seat' }).waitFor()
  await ada.desk('Desk 1, your seat').waitFor()
})

test('[CM1] seats: of many who come at once each has a desk of their own, and rows are added for them', async () => {
  const ada = await classroom.join('crowd', 'Ada')
  await ada.desk('Desk 1, your seat').waitFor()
  const others = Array.from({ length: 11 }, (_, index) =>
    clientRoom(classroom.relay.wsUrl, 'crowd', { presence: { name: `Pupil ${index}` } }),
  )
  for (const [index, other] of others.entries()) {
    await other.connected()
    const [row, column] = [Math.floor((index + 1) / 5), (index + 1) % 5]
    expect(await claimsOf(other.room).take(`seat/${row}-${column}`)).toEqual({ ok: true })
  }
  await ada.desk('Desk 15, free').waitFor()
  expect(await ada.desk(/^Desk 16/).count()).toBe(0)
  const late = await Promise.all(['One', 'Two', 'Three', 'Four'].map((name) => classroom.join('crowd', name)))
  for (const each of late) await each.desk(/, your seat/).waitFor()
  const desks = await Promise.all(late.map((each) => each.desk(/, your seat/).getAttribute('aria-label')))
  expect(desks.toSorted()).toEqual([13, 14, 15, 16].map((number) => `Desk ${number}, your seat`))
  await ada.desk('Desk 20, free').waitFor()
})

test('[CM3] seats: a lost person is shown at their desk for a while; then anybody may sit there', async () => {
  const network = await startFaultProxy(classroom.relay.url)
  const ada = await classroom.join('gone', 'Ada', { relay: { url: network.wsUrl.replace('ws', 'http') } })
  const ben = await classroom.join('gone', 'Pupil')
  await ada.desk('Desk 5, free').click()
  await ben.desk('Desk 5, Ada').waitFor()
  await network.stop()
  await ada.desk('Desk 5, kept for you').waitFor()
  await ben.desk('Desk 5, Ada, reconnecting').waitFor()
  await ben.desk('Desk 5, free').click({ timeout: 45_000 })
  await ben.desk('Desk 5, your seat').waitFor()
})

test('desks: how many there are is a setting of the room', async () => {
  const ada = await classroom.join('settings', 'Ada')
  const ben = await classroom.join('settings', 'Pupil')
  await ada.page.getByRole('button', { name: 'Desks', exact: true }).click()
  await ada.page.getByRole('button', { name: 'Rows of desks: one more' }).click()
  await ben.desk('Desk 20, free').waitFor()
  await ada.page.getByRole('button', { name: 'Desks in a row: one less' }).click()
  await ben.desk('Desk 17, free').waitFor({ state: 'detached' })
  await ben.desk('Desk 16, free').waitFor()
  await ada.page.getByLabel('For how many people?').fill('28')
  await ada.page.getByRole('button', { name: 'Set up' }).click()
  await ben.desk('Desk 28, free').waitFor()
  expect(await ben.desk('Desk 29, free').count()).toBe(0)
})

test('hostile: what others write is text, never markup, and no value breaks the page', async () => {
  const ada = await classroom.join('hostile', 'Ada')
  const name = '<img src=x onerror="document.title=1">'
  const odd = stockClient(classroom.relay.wsUrl, 'hostile', {
    state: {
      name,
      x: 5,
      y: -5,
      emoji: 7,
      hand: 'up',
      sitter: 9,
      claims: { 'seat/0-2': { at: 1 }, 'seat/x': 5 },
    },
  })
  await ada.people.getByText(name, { exact: true }).waitFor()
  odd.doc.getMap('plan').set('id:x', 7)
  odd.doc.getMap('plan').set('id:y', '0-0')
  odd.doc.getMap('settings').set('rows', 1e9)
  odd.doc.getMap('lowered').set('x', {})
  await ada.desk('Desk 3, free').waitFor()
  await ada.desk('Desk 15, free').waitFor()
  expect(await ada.page.title()).toBe('hostile · homeroom')
})

test('seats: on a phone on its side the desks show initials and names, nothing covers another, and no desk is out of sight', async () => {
  const phone = { viewport: { width: 844, height: 390 } }
  const ada = await classroom.join('side', 'Ada Lovelace', phone)
  await ada.page.locator('.desk[data-kind="own"] .token').waitFor()
  for (const width of [844, 740, 667]) {
    await ada.page.setViewportSize({ width, height: 390 })
    const found = await ada.page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      const box = (part: string) => document.querySelector(part)?.getBoundingClientRect() ?? new DOMRect()
      const [token, label, floor, place] = [
        box('.desk[data-kind="own"] .token'),
        box('.desk[data-kind="own"] .desk-label'),
        box('.floor'),
        box('.place'),
      ]
      const desks = [...document.querySelectorAll('.desk')].map((desk) => desk.getBoundingClientRect())
      return {
        letters:
          Number.parseFloat(
            getComputedStyle(document.querySelector('.desk .token') ?? document.body).fontSize,
          ) >= 8,
        label: label.height >= 14,
        isBeside: token.right <= label.left || label.right <= token.left || token.top >= label.bottom,
        isSeen: desks.every(
          ({ top, bottom }) => top >= floor.top && bottom <= Math.min(floor.bottom, place.bottom),
        ),
        areApart: desks.every(({ bottom }, at) => bottom <= (desks[at + 5]?.top ?? Number.POSITIVE_INFINITY)),
      }
    })
    expect({ width, ...found }).toEqual({
      width,
      ...{ letters: true, label: true, isBeside: true, isSeen: true, areApart: true },
    })
  }
})
