import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { startOffline, startSite } from './offline-tabs.ts'

const { newBrowser, openTab } = await startOffline()

/** Two tabs of one browser in a room that has become another one while they were away. */
const leftBehind = async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  const a = await openTab(context, site)
  await a.is('connected')
  await a.write(0, 'the words')
  await a.isSaved()
  await site.away()
  const b = await openTab(context, site)
  await b.write(9, ' of mine')
  await a.shows('the words of mine')
  await site.replace('the words')
  await site.back()
  for (const tab of [a, b]) await tab.is('room-reset')
  return { site, context, a, b, elsewhere: site.elsewhere() }
}

test('C61 [EP1] [EP4] a room that was made anew while the browser was away: told in each tab, nothing doubles', async () => {
  const { a, b, context, site, elsewhere } = await leftBehind()
  await until(() => elsewhere.toString() === 'the words')
  for (const tab of [a, b]) expect(await tab.text()).toBe('the words of mine')
  // A tab that opens now loads the same copy, and is told as well.
  const c = await openTab(context, site)
  await c.is('room-reset')
  expect(await c.text()).toBe('the words of mine')
  expect(elsewhere.toString()).toBe('the words')
})

test('[EP4] [OF5] pushed in one tab is pushed in all, and the copy is of the room as it is now', async () => {
  const { a, b, context, site, elsewhere } = await leftBehind()
  await a.push()
  for (const tab of [a, b]) await tab.is('connected')
  await until(() => elsewhere.toString().length === 26)
  expect(elsewhere.toString()).toContain('the words of mine')
  for (const tab of [a, b]) {
    await tab.shows(elsewhere.toString())
    await tab.isSaved()
    await tab.page.close()
  }
  const c = await openTab(context, site)
  await c.is('connected')
  expect(await c.text()).toBe(elsewhere.toString())
})

test('[EP4] [OF5] dropped in one tab is dropped in all, and nobody writes it back', async () => {
  const { a, b, context, site, elsewhere } = await leftBehind()
  await a.drop()
  for (const tab of [a, b]) await tab.is('left')
  expect(await a.copies()).toEqual([])
  await b.page.evaluate(() => window.homeroom.room.copy.drop())
  const c = await openTab(context, site)
  await c.is('connected')
  await c.shows('the words')
  expect(elsewhere.toString()).toBe('the words')
})

test('[OF5] a tab that hears nothing of the others does not drop what one of them has pushed', async () => {
  const { a, b, context, site, elsewhere } = await leftBehind()
  const init = () => Object.defineProperty(window, 'BroadcastChannel', { value: undefined })
  const alone = await openTab(context, site, { init })
  await alone.is('room-reset')
  await a.push()
  for (const tab of [a, b]) await tab.isSaved()
  await alone.drop()
  expect(await alone.state()).toBe('left')
  for (const tab of [a, b]) await tab.page.close()
  await site.away()
  const c = await openTab(context, site)
  expect(await c.text()).toBe(elsewhere.toString())
  expect(elsewhere.toString()).toHaveLength(26)
})

test('[EP5] [OF1] an empty copy of a room that became another one is of that one', async () => {
  const [site, context] = [await startSite(), await newBrowser()]
  const a = await openTab(context, site)
  await a.is('connected')
  await site.away()
  await site.replace('new')
  await site.back()
  await a.shows('new')
  await a.page.close()
  const b = await openTab(context, site)
  await b.is('connected')
  expect(await b.text()).toBe('new')
})
