import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { writeItem } from '../../examples/classroom/stage/format.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const SIZES = [
  [1440, 900],
  [1366, 768],
  [1024, 768],
  [390, 844],
  [360, 740],
  [740, 360],
] as const

const inCorner = (id: string, x: number, y: number) =>
  writeItem({ id, at: 1, kind: 'text', x, y, text: 'Corner', color: 'white', width: 'thin' })

/** The buttons of the page that lie over a part of the board, by name. */
const over = (stage: Locator) =>
  stage.evaluate((element) => {
    const board = element.querySelector('.stage-board')?.getBoundingClientRect()
    if (board === undefined) throw new Error('There is no board.')
    const ways = [...element.querySelectorAll('.kind-links a, .stage-size')]
    if (ways.length !== 3) throw new Error(`There are ${ways.length} ways.`)
    return ways.flatMap((way) => {
      const { left, right, top, bottom } = way.getBoundingClientRect()
      const isApart =
        right <= board.left + 0.5 ||
        left >= board.right - 0.5 ||
        bottom <= board.top + 0.5 ||
        top >= board.bottom - 0.5
      return isApart ? [] : [way.getAttribute('title')]
    })
  })

test('board: what stands in its corners is covered by nothing of the page, small and large, and its button keeps the focus', async () => {
  const room = await classroom.gated.relay.room('corners')
  await room.transact((doc) => {
    const map = doc.getMap('board')
    map.set('a', inCorner('a', 0, 0))
    map.set('b', inCorner('b', 9_000, 0))
    map.set('c', inCorner('c', 0, 5_200))
    map.set('d', inCorner('d', 9_000, 5_200))
  })
  for (const [language, role] of [
    ['en', 'host'],
    ['ar', 'attendee'],
  ] as const) {
    const query = { room: 'corners', token: await token({ sub: role, name: role, role }), autojoin: '1' }
    const page = await classroom.newPage({ locale: language })
    await page.goto(`${classroom.gated.url}/?${new URLSearchParams(query)}`)
    const stage = page.locator('.stage')
    const size = page.locator('.stage-size')
    await page.locator('.stage[data-filled="true"]').waitFor()
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      for (const next of ['large', 'small']) {
        expect(await over(stage), `${language} ${width} before ${next}`).toEqual([])
        await size.focus()
        await page.keyboard.press('Enter')
        await page.locator(`.stage[data-size="${next}"]`).waitFor()
        await until(() => size.evaluate((button) => button === document.activeElement), 'it has the focus')
      }
      expect(await sidewaysScroll(page), `${language} ${width}`).toBe(0)
    }
  }
})

test('board: an empty one has the name of the room beside what leads away from it, which is said on a wide page', async () => {
  const long = 'a-room-with-a-name-that-is-longer-than-most-boards-are-wide'
  for (const language of ['en', 'fr', 'ar']) {
    const page = await classroom.newPage({ locale: language })
    const query = { room: long, name: 'Ada', autojoin: '1' }
    await page.goto(`${classroom.relay.url}/?${new URLSearchParams(query)}`)
    await page.locator('.stage-name').waitFor()
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      const seen = await page.locator('.stage').evaluate((stage) => {
        const name = stage.querySelector('.stage-name')?.getBoundingClientRect()
        if (name === undefined) throw new Error('The board has no name.')
        const ways = [...stage.querySelectorAll('.kind-links a, .stage-size')]
        return {
          place: name.width,
          over: ways.filter((way) => {
            const { left, right } = way.getBoundingClientRect()
            return right > name.left + 0.5 && left < name.right - 0.5
          }).length,
          said: [...stage.querySelectorAll('.kind-links .button-label')].filter(
            (label) => label.getBoundingClientRect().width > 1,
          ).length,
        }
      })
      expect(seen.over, `${language} ${width}`).toBe(0)
      expect(seen.place, `${language} ${width}`).toBeGreaterThan(60)
      expect(seen.said, `${language} ${width}`).toBe(width >= 1024 ? 2 : 0)
      expect(await sidewaysScroll(page), `${language} ${width}`).toBe(0)
    }
  }
})
