import { expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'
import { STROKE, startBoards } from './excalidraw-page.ts'

const open = await startBoards()

type Boarder = Awaited<ReturnType<typeof open>>

/** Where a thing is seen on a page, its edges to the pixel; empty where there is none. */
const edges = ({ page }: Boarder, selector: string): Promise<readonly number[]> =>
  page.locator(selector).evaluateAll(([node]) => {
    if (node === undefined) return []
    const { left, top, right, bottom } = node.getBoundingClientRect()
    return [left, top, right, bottom].map(Math.round)
  })

/** The page from right to left: all of it, as Excalidraw makes it in such a language, or the app's part alone. */
for (const part of ['documentElement', 'body'] as const)
  test(`from right to left (${part}): pointers, strokes, selections and lasers are where they are from left to right`, async () => {
    const relay = await startRelay()
    const ada = await open(relay.wsUrl, 'Ada')
    const [ben, mirrored] = [await open(relay.wsUrl, 'Ben'), await open(relay.wsUrl, 'Cleo')]
    await mirrored.page.evaluate(`document.${part}.dir = 'rtl'`)
    expect(
      await mirrored.page.evaluate(`getComputedStyle(document.querySelector('.excalidraw')).direction`),
    ).toBe('rtl')
    const both = [ben, mirrored]
    const isSame = async (selector: string) => {
      const [one, other] = [await edges(ben, selector), await edges(mirrored, selector)]
      return one.length > 0 && String(one) === String(other)
    }

    await ada.page.mouse.move(420, 440)
    const mark = '.homeroom-pointers > div:has-text("Ada")'
    for (const each of both)
      await until(async () => String((await edges(each, mark)).slice(0, 2)) === '420,440', 'the pointer')
    await until(() => isSame(`${mark} > div:last-child`), 'its name')

    await ada.tool('freedraw')
    await ada.press(...STROKE)
    for (const each of both) await until(async () => (await each.strokes()).length === 1)
    await until(() => isSame('.homeroom-strokes path'), 'a stroke under the pen')
    expect((await edges(mirrored, '.homeroom-strokes path'))[0]).toBeGreaterThan(290)
    await ada.page.mouse.up()

    // What frames a selection is a drawing: the same picture of the same place.
    await until(async () => (await mirrored.strokes()).length === 0 && (await ben.strokes()).length === 0)
    const picture = async ({ page }: Boarder) =>
      (await page.screenshot({ clip: { x: 260, y: 260, width: 260, height: 160 } })).toString('base64')
    await ada.page.mouse.move(800, 600)
    await until(async () => (await picture(ben)) === (await picture(mirrored)), 'a stroke')
    const unselected = await picture(mirrored)
    await ada.tool('selection')
    await ada.key('Control+a')
    await until(async () => {
      const now = await picture(mirrored)
      return now !== unselected && now === (await picture(ben))
    }, 'the frame of a selection')

    await ada.tool('laser')
    await ada.press([600, 200])
    const trail = '.SVGLayer path[d]:not([d=""])'
    let step = 0
    await until(async () => {
      // It fades: she goes on along the same line.
      await ada.page.mouse.move(step++ % 2 === 0 ? 720 : 600, 200, { steps: 4 })
      const [left = 0, top = 0, right = 0, bottom = 0] = await edges(mirrored, trail)
      return right - left > 60 && left > 580 && right < 740 && top > 180 && bottom < 220
    }, 'the trail of a laser')
    await ada.page.mouse.up()
  })
