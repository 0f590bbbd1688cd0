import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { CLOSES, writeMessage } from '../../shared/index.ts'
import { textUpdate } from '../support/api-client.ts'
import { launchBrowser } from '../support/browser.ts'
import { embeds } from '../support/hostile.ts'
import { rawClient } from '../support/raw-client.ts'
import { type RunningRelay, startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { byKeys } from './by-keys.ts'
import { sidewaysScroll } from './classroom.ts'
import { signIn, visitor } from './inspector.ts'

const page = inject('inspector')
const gated = await startRelay({ page, secrets: [SECRET] })
const open = await startRelay({ page })
const visit = visitor(await launchBrowser())

const joinAs = async (relay: RunningRelay, room: string, id: number, name: string, role = 'member') => {
  const jwt = await token({ sub: name.toLowerCase(), name, role })
  const client = await rawClient(relay.wsUrl, room, {
    ...(relay === gated && { token: jwt }),
    isCompact: true,
  })
  client.say({ id, state: { name } })
  return client
}

const connection = (tab: Page, name: string) =>
  tab.locator('.connection').filter({ has: tab.getByRole('heading', { name, level: 3 }) })

test('[HT11] with a secret every room is listed, and looked into', async () => {
  await joinAs(gated, 'school/5b', 1, 'Ada')
  const tab = await visit(gated)
  await tab.getByRole('heading', { name: 'Look into rooms' }).waitFor()
  await signIn(tab, SECRET)
  await tab.getByRole('link', { name: /school\/5b.*1 connection/ }).click()
  await tab.getByRole('heading', { name: 'school/5b', level: 1 }).waitFor()
  const ada = connection(tab, 'Ada')
  await ada.getByText('ada · member').waitFor()
  await ada.getByText('homeroom.v1').waitFor()
  // It is asked again by itself.
  const ben = await joinAs(gated, 'school/5b', 2, 'Ben')
  await connection(tab, 'Ben').waitFor()
  ben.ws.terminate()
  await tab.getByRole('listitem').filter({ hasText: 'Ben: the network was cut' }).waitFor()
})

test('[HT11] what it is given is kept in the tab, and never in the address', async () => {
  const tab = await visit(gated)
  const addresses: string[] = []
  tab.on('request', (request) => addresses.push(request.url()))
  await signIn(tab, SECRET, 'kept')
  await tab.getByRole('heading', { name: 'kept', level: 1 }).waitFor()
  await tab.reload()
  await tab.getByRole('heading', { name: 'kept', level: 1 }).waitFor()
  addresses.push(tab.url())
  expect(addresses.filter((address) => address.includes(SECRET))).toEqual([])
  expect(await tab.evaluate(() => JSON.stringify(localStorage))).not.toContain(SECRET)
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.getByRole('heading', { name: 'Look into rooms' }).waitFor()
  expect(await tab.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(SECRET)
})

test('[HT11] a host sees their own rooms, those in trouble first, and nothing of the others', async () => {
  await joinAs(gated, 'own/1', 1, 'Ada')
  const viewer = await rawClient(gated.wsUrl, 'own/2', {
    token: await token({ sub: 'v', role: 'viewer' }),
  })
  for (let at = 0; at < 3; at++) viewer.send(writeMessage.update(textUpdate('Refused')))
  await joinAs(gated, 'foreign', 1, 'Eve')
  const rooms = ['own/1', 'own/2', 'own/3', 'class/*']
  const tab = await visit(gated, { viewport: { width: 360, height: 800 } })
  await signIn(tab, 'wrong')
  await tab.getByRole('alert').filter({ hasText: 'This needs a secret' }).waitFor()
  await signIn(tab, await token({ sub: 'pupil', role: 'member', rooms }))
  await tab.getByRole('alert').filter({ hasText: 'This needs the host role.' }).waitFor()
  const host = await token({ sub: 'teacher', role: 'host', rooms })
  await signIn(tab, host, 'other')
  await tab.getByRole('alert').filter({ hasText: 'not for this room' }).waitFor()
  await signIn(tab, host)
  await tab.getByRole('heading', { name: 'Your rooms', level: 1 }).waitFor()
  await tab.getByRole('link', { name: /own\/2.*3 refused lately/ }).waitFor()
  expect(await tab.locator('.rooms .name').allTextContents()).toEqual(['own/2', 'own/1', 'own/3'])
  await tab.getByText('Your token is for rooms such as class/*').waitFor()
  expect(await violations(tab)).toEqual([])
  expect(await sidewaysScroll(tab)).toBe(0)
  await tab.getByRole('link', { name: /own\/1/ }).press('Enter')
  await connection(tab, 'Ada').waitFor()
  await tab.getByRole('link', { name: 'All rooms', exact: true }).click()
  await tab.getByRole('link', { name: /own\/2/ }).click()
  await tab.locator('.connection[data-waits="true"]').getByText('3 refused lately').waitFor()
  expect(await tab.locator('main').textContent()).not.toContain('foreign')
})

/** What can be pressed, and is lower or narrower than a finger needs. */
const tooSmall = (tab: Page) =>
  tab.locator('a[href], button, input, select, summary').evaluateAll((controls) =>
    controls.flatMap((control) => {
      const { width, height } = control.getBoundingClientRect()
      return width < 44 || height < 44 ? [control.outerHTML] : []
    }),
  )

test('[HT11] locks, gives roles and removes, by keys alone: Tab comes to each control, in order, and fingers hit it', async () => {
  const ada = await joinAs(gated, 'orders', 1, 'Ada')
  const tab = await visit(gated, { viewport: { width: 360, height: 740 } }, '#room/orders')
  const keys = byKeys(tab)
  /** It has the focus when the view has changed, and Tab goes on from there. */
  const atHeading = (name: string) =>
    tab.getByRole('heading', { name, level: 1 }).and(tab.locator(':focus')).waitFor()
  const atTop = ['Inspector: all rooms', 'Theme: system. Change to light.']
  await atHeading('Look into rooms')
  expect(await keys.stops()).toEqual([...atTop, 'Token or secret', 'Room (optional)', 'Open'])
  expect(await tooSmall(tab)).toEqual([])
  await keys.to(tab.getByLabel('Token or secret'))
  await keys.type(SECRET)
  await keys.press('Open')
  await connection(tab, 'Ada').waitFor()
  await tab.getByRole('button', { name: 'Make a version' }).waitFor()
  await atHeading('orders')
  expect(await keys.stops()).toEqual([
    ...atTop.toSpliced(1, 0, 'Sign out'),
    ...['All rooms', 'Lock the room'],
    ...['Role of Ada', 'Remove Ada'],
    ...['Name (optional)', 'Make a version'],
  ])
  expect(await tooSmall(tab)).toEqual([])
  await keys.press('Lock the room')
  await tab.getByRole('status').filter({ hasText: 'The room is locked.' }).waitFor()
  await tab.getByText('locked', { exact: true }).waitFor()
  await keys.press('Unlock the room')
  await tab.getByRole('status').filter({ hasText: 'The room is open.' }).waitFor()
  await keys.to(tab.getByLabel('Role of Ada'))
  await keys.type('v')
  await connection(tab, 'Ada').getByText('ada · viewer').waitFor()
  await keys.press('Remove Ada')
  await tab.getByRole('dialog', { name: 'Remove Ada?' }).waitFor()
  await keys.press('Cancel')
  await tab.getByRole('button', { name: 'Remove Ada' }).and(tab.locator(':focus')).waitFor()
  expect(ada.isClosed()).toBe(false)
  await keys.press('Remove Ada')
  await keys.press('Remove')
  expect(await ada.closed).toMatchObject({ code: CLOSES.removed.close })
  await tab.getByText('Nobody is here.').waitFor()
  await tab.getByRole('listitem').filter({ hasText: 'Ada: was removed by a host' }).waitFor()
})

test('[HT11][HT13] where nobody is verified nothing is asked, and no order can be given', async () => {
  await joinAs(open, 'lesson', 1, 'Ada')
  const tab = await visit(open)
  await tab.getByRole('link', { name: /lesson/ }).click()
  await connection(tab, 'Ada').getByText('not verified · member').waitFor()
  await tab.getByText('This relay verifies nobody, so it takes no orders here.').waitFor()
  await tab.getByText('There is no version yet.').waitFor()
  expect(await tab.locator('main button, main select, main input').count()).toBe(0)
  expect(await violations(tab)).toEqual([])
  await tab.goBack()
  await tab.getByRole('heading', { name: 'Rooms', level: 1 }).waitFor()
})

test('[HT11] it says that the relay does not answer, keeps what it showed, and goes on by itself', async () => {
  await joinAs(open, 'cut', 1, 'Ada')
  const tab = await visit(open, {}, '#room/cut')
  await connection(tab, 'Ada').waitFor()
  await tab.context().setOffline(true)
  const trouble = tab.getByRole('status').filter({ hasText: 'The relay does not answer.' })
  await trouble.waitFor()
  expect(await connection(tab, 'Ada').isVisible()).toBe(true)
  await tab.context().setOffline(false)
  await trouble.waitFor({ state: 'detached' })
})

test('[HT11] rooms in trouble come first, and typing a part of a name finds a room among hundreds', async () => {
  const store = memoryStore()
  for (let at = 0; at < 150; at++) await appendTo(store, `school/${at}`, 'e', [textUpdate('Hello')])
  await appendTo(store, 'zoo', 'e', [embeds(2, 5_000)])
  const relay = await startRelay({ page, store, limits: { structs: 1_000 } })
  expect((await fetch(`${relay.url}/api/rooms/zoo/document`)).status).toBe(503)
  await joinAs(relay, 'school/77', 1, 'Ada')
  const tab = await visit(relay, { viewport: { width: 360, height: 800 } })
  const rooms = tab.getByRole('list', { name: 'Rooms' }).getByRole('link')
  const names = () => tab.locator('.rooms .name').allTextContents()
  await rooms.first().waitFor()
  expect((await names()).slice(0, 3)).toEqual(['zoo', 'school/77', 'school/0'])
  await tab.getByLabel('Room by name').fill('/14')
  await tab.getByRole('status').filter({ hasText: '11 rooms of 151' }).waitFor()
  expect(await names()).toHaveLength(11)
  expect(await violations(tab)).toEqual([])
  expect(await sidewaysScroll(tab)).toBe(0)
  await tab.getByLabel('Room by name').fill('school/77')
  await tab.getByLabel('Room by name').press('Enter')
  await connection(tab, 'Ada').waitFor()
})

test('[HT11] names are text, whatever is in them', async () => {
  const trap = '<img src=x onerror=alert(1)>'
  await joinAs(open, 'trap', 1, trap)
  const tab = await visit(open, {}, '#room/trap')
  await tab.getByRole('heading', { name: trap, level: 3 }).waitFor()
  expect(await tab.locator('main img').count()).toBe(0)
})

for (const width of [360, 1200]) {
  test(`[HT11] axe finds nothing wrong in the light or the dark, ${width} pixels wide, and nothing is cut off`, async () => {
    const room = `seen/${width}`
    await joinAs(gated, room, 1, 'Ada Lovelace-With-A-Name-That-Is-As-Long-As-Names-May-Be')
    await joinAs(gated, room, 2, '王小明', 'host')
    const viewer = await rawClient(gated.wsUrl, room, { token: await token({ sub: 'v', role: 'viewer' }) })
    viewer.ws.terminate()
    ;(await joinAs(gated, room, 3, 'Gone')).ws.close(1000)
    const tab = await visit(gated, { viewport: { width, height: 800 } })
    const look = async () => {
      expect(await violations(tab)).toEqual([])
      expect(await sidewaysScroll(tab)).toBe(0)
    }
    await tab.getByRole('heading', { name: 'Look into rooms' }).waitFor()
    await look()
    await signIn(tab, SECRET)
    await tab.getByRole('link', { name: room }).waitFor()
    await look()
    await tab.getByRole('link', { name: room }).click()
    await until(async () => (await tab.locator('.departures li').count()) === 2)
    await tab.getByRole('button', { name: 'Lock the room' }).click()
    await tab.getByRole('button', { name: 'Unlock the room' }).waitFor()
    await look()
    await tab.getByRole('button', { name: 'Remove 王小明' }).click()
    await tab.getByRole('dialog').waitFor()
    await look()
  })
}

test('[HT11][HT16][DL6] a room that is set aside says so in words, in the list and in the room, and is loaded again', async () => {
  const store = memoryStore()
  await appendTo(store, 'large', 'e', [embeds(2, 5_000)])
  const relay = await startRelay({ ...ORDERED, page, store, limits: { structs: 1_000 } })
  const headers = { authorization: `Bearer ${SECRET}` }
  expect((await fetch(`${relay.url}/api/rooms/large/document`, { headers })).status).toBe(503)
  const tab = await visit(relay)
  await signIn(tab, SECRET)
  await tab.getByRole('link', { name: /large.*set aside: cannot be opened.*1 record/ }).click()
  await tab.getByRole('heading', { name: 'large', level: 1 }).waitFor()
  await tab.getByText(/^Set aside at .*nobody can open it\. .*too large/).waitFor()
  expect(await violations(tab)).toEqual([])
  const load = tab.getByRole('button', { name: 'Load the room' })
  await load.press('Enter')
  await tab.getByRole('status').filter({ hasText: 'too large' }).waitFor()
  const name = tab.getByLabel('Name (optional)')
  await name.fill('Not made')
  await name.press('Enter')
  await tab.getByRole('region', { name: 'Versions' }).getByText('too large').waitFor()
  expect(await name.inputValue()).toBe('Not made')
  await store.replace('large', 'f', null)
  await load.press('Enter')
  await tab.getByRole('status').filter({ hasText: 'The room is loaded.' }).waitFor()
  await load.waitFor({ state: 'detached' })
})

test('[HT11][HT16] a host is shown that a room is set aside, and no button that needs a secret', async () => {
  const store = memoryStore()
  await appendTo(store, 'large', 'e', [embeds(2, 5_000)])
  const relay = await startRelay({ page, store, secrets: [SECRET], limits: { structs: 1_000 } })
  const authorization = `Bearer ${SECRET}`
  await fetch(`${relay.url}/api/rooms/large/document`, { headers: { authorization } })
  const see = async (credential: string) => {
    const tab = await visit(relay)
    const asked = tab.waitForResponse((answer) => answer.url().endsWith('/api/hooks'))
    await signIn(tab, credential, 'large')
    await tab.getByText(/^Set aside at /).waitFor()
    await asked
    return tab.getByRole('button', { name: 'Load the room' })
  }
  const [host, operator] = [await see(await token({ sub: 'teacher', role: 'host' })), await see(SECRET)]
  await operator.waitFor()
  expect(await host.count()).toBe(0)
})
