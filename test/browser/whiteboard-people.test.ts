import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { colorOf } from '../../client/draw.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { inRoom, startClassroom } from './classroom.ts'

const { gated, newPage } = await startClassroom()

const open = async (name: string, colorScheme: 'light' | 'dark') => {
  const page = await newPage({ viewport: { width: 1280, height: 720 }, colorScheme })
  const query = new URLSearchParams({ token: await token({ sub: name, name }), autojoin: '1' })
  await page.goto(`${gated.url}/board/framed?${query}`)
  await page.locator('.excalidraw canvas.interactive').waitFor()
  await inRoom(page).state('Connected').waitFor({ state: 'attached' })
  return page
}

/** How many points of the canvas above the drawing have a colour, before the page turns colours round. */
const points = (page: Page, color: string): Promise<number> =>
  page.locator('.excalidraw canvas.interactive').evaluate((element, color) => {
    const one = new OffscreenCanvas(1, 1).getContext('2d')
    const canvas = element as HTMLCanvasElement
    const drawn = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
    if (one === null || drawn === undefined) return 0
    one.fillStyle = color
    one.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = one.getImageData(0, 0, 1, 1).data
    let found = 0
    for (let at = 0; at < drawn.length; at += 4) {
      const isNear = [red, green, blue].every(
        (value, index) => Math.abs(value - (drawn[at + index] ?? 0)) < 6,
      )
      if (isNear && (drawn[at + 3] ?? 0) > 100) found += 1
    }
    return found
  }, color)

test('whiteboard: what somebody has selected is framed in their colour, in the light and in the dark', async () => {
  const ada = await open('ada', 'light')
  const dark = await open('cleo', 'dark')
  const { onLight } = colorOf('id:ben')
  expect([await points(ada, onLight), await points(dark, onLight)]).toEqual([0, 0])
  const ben = await open('ben', 'light')
  await ben.keyboard.press('r')
  await ben.mouse.move(500, 300)
  await ben.mouse.down()
  await ben.mouse.move(640, 400, { steps: 5 })
  await ben.mouse.up()
  for (const page of [ada, dark]) await until(async () => (await points(page, onLight)) > 20)
})
