import { expect, test } from 'vitest'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'
import { startFirstPage } from './first-page.ts'

const first = await startFirstPage()

test('[PR9] presence: two people see each other’s name, and how many are here', async () => {
  const ada = await first.join('names', 'Ada')
  await ada.page.getByText('1 person here').waitFor()
  const ben = await first.join('names', 'Ben')
  await ada.personCalled('Ben').waitFor()
  await ben.personCalled('Ada').waitFor()
  await ada.page.getByText('2 people here').waitFor()
  expect(await ada.people.allInnerTexts()).toEqual([expect.stringMatching(/^Ada\s+you/), 'Ben'])
  expect(await ben.people.allInnerTexts()).toEqual([expect.stringMatching(/^Ben\s+you/), 'Ada'])
})

test('presence: a pointer is at the same place in windows of any size, and its cursor is moved, not rebuilt', async () => {
  const ada = await first.join('pointer', 'Ada')
  const ben = await first.join('pointer', 'Ben', { viewport: { width: 500, height: 900 } })
  const cursor = ben.cursorOf('Ada')
  await cursor.waitFor()
  const element = await cursor.elementHandle()
  for (const place of [
    { x: 0.25, y: 0.5 },
    { x: 0.9, y: 0.1 },
    { x: 0.5, y: 0.95 },
  ]) {
    await ada.pointAt(place)
    await ada.arrives(ada.ownCursor, place)
    await ben.arrives(cursor, place)
  }
  expect(await cursor.evaluate((now, before) => now === before, element)).toBe(true)
})

test('presence: a finger moves its person', async () => {
  const ada = await first.join('touch', 'Ada', { hasTouch: true, viewport: { width: 360, height: 740 } })
  const ben = await first.join('touch', 'Ben')
  const box = await ada.stage.boundingBox()
  if (box === null) throw new Error('The stage is not shown.')
  await ada.page.touchscreen.tap(box.x + box.width * 0.7, box.y + box.height * 0.3)
  await ben.arrives(ben.cursorOf('Ada'), { x: 0.7, y: 0.3 })
})

test('presence: the arrow keys move one about the stage, and not off it', async () => {
  const ada = await first.join('keys', 'Ada')
  const ben = await first.join('keys', 'Ben')
  await ben.cursorOf('Ada').waitFor()
  await ada.page.getByRole('heading', { name: 'keys' }).waitFor()
  await ada.page.keyboard.press('Tab')
  await ada.page.keyboard.press('Tab')
  expect(await ada.stage.evaluate((stage) => stage === document.activeElement)).toBe(true)

  const { x, y } = await ada.placeOf(ada.ownCursor)
  await ada.page.keyboard.press('ArrowRight')
  await ada.page.keyboard.press('Shift+ArrowDown')
  await ben.arrives(ben.cursorOf('Ada'), { x: x + 0.02, y: y + 0.1 })
  for (let step = 0; step < 12; step++) await ada.page.keyboard.press('Shift+ArrowLeft')
  await ben.arrives(ben.cursorOf('Ada'), { x: 0, y: y + 0.1 })
  await ada.page.getByText(/You are 0% across/).waitFor({ state: 'attached' })
})

test('presence: a stream of moves reaches the wire at most every 50 ms, and its last one always does', async () => {
  const ada = await first.join('throttle', 'Ada')
  const watcher = stockClient(first.relay.wsUrl, 'throttle', { state: { name: 'watcher' } })
  await ada.personCalled('watcher').waitFor()
  const seen: number[] = []
  watcher.awareness.on('change', () => {
    for (const state of watcher.awareness.getStates().values()) {
      if (state.name === 'Ada' && state.x !== seen.at(-1)) seen.push(state.x)
    }
  })
  // Sent from within the page, so that all come within one moment.
  await ada.stage.evaluate((stage) => {
    const { left, top, width } = stage.getBoundingClientRect()
    for (let step = 0; step <= 100; step++) {
      const clientX = left + stage.clientLeft + (width - 2 * stage.clientLeft) * (step / 100)
      stage.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY: top + 50 }))
    }
  })
  await until(() => seen.at(-1) === 1, 'the last move arrives')
  expect(seen.length).toBeLessThanOrEqual(3)
})

test('presence: 👍 and ✋ come and go', async () => {
  const ada = await first.join('badges', 'Ada')
  const ben = await first.join('badges', 'Ben')
  for (const [button, badge] of [
    [ada.thumb, 'thumbs up'],
    [ada.hand, 'hand raised'],
  ] as const) {
    const seen = ben.personCalled('Ada').getByRole('img', { name: badge })
    await button.press('Space')
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    await seen.waitFor()
    expect(await ben.personCalled('Ben').getByRole('img').count()).toBe(0)
    await button.click()
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    await seen.waitFor({ state: 'hidden' })
  }
  await ada.hand.click()
  await ben.page.getByText('2 people here, 1 hand up').waitFor()
})

test('presence: the state is { name, x, y, emoji, hand } and nothing more', async () => {
  const watcher = stockClient(first.relay.wsUrl, 'fields', { state: {} })
  const ada = await first.join('fields', 'Ada')
  const state = () => [...watcher.awareness.getStates().values()].find(({ name }) => name === 'Ada')
  const { handAt: none, ...sent } = await until(state, 'Ada is seen')
  expect(none).toBeUndefined()
  expect(sent).toEqual({ name: 'Ada', x: expect.any(Number), y: expect.any(Number), emoji: '', hand: false })
  await ada.thumb.click()
  await until(() => state()?.emoji === '👍')
})

test('[PR6] presence: who leaves, or closes the page, is gone for the others', async () => {
  const ada = await first.join('leaving', 'Ada')
  const ben = await first.join('leaving', 'Ben')
  const cleo = await first.join('leaving', 'Cleo')
  await ada.page.getByText('3 people here').waitFor()
  await ben.page.getByRole('button', { name: 'Leave' }).click()
  await ben.page.getByLabel('Room').waitFor()
  await ada.personCalled('Ben').waitFor({ state: 'detached' })
  await ada.cursorOf('Ben').waitFor({ state: 'detached' })
  await cleo.page.close()
  await ada.personCalled('Cleo').waitFor({ state: 'detached' })
  await ada.page.getByText('1 person here').waitFor()

  await ben.page.getByRole('button', { name: 'Join' }).click()
  await ada.cursorOf('Ben').waitFor()
})

test('presence: what others call themselves is text, never markup; and no value breaks the page', async () => {
  const ada = await first.join('hostile', 'Ada')
  const name = '<img src=x onerror="document.title=1">'
  const odd = stockClient(first.relay.wsUrl, 'hostile', {
    state: { name, x: 5, y: -5, emoji: 7, hand: 'up' },
  })
  await ada.arrives(ada.cursorOf('<img'), { x: 1, y: 0 })
  await ada.people.getByText(name, { exact: true }).waitFor()
  odd.awareness.setLocalState({ x: 'here', emoji: '🎉' })
  await ada.personCalled('unnamed').getByRole('img', { name: '🎉' }).waitFor()
  await ada.cursorOf('unnamed').waitFor({ state: 'hidden' })
})
