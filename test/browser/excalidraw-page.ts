import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { BoardElement as AnyElement } from '../../client/excalidraw.ts'
import { failOnPageErrors, launchBrowser } from '../support/browser.ts'
import { serveFolder } from '../support/static-server.ts'
import { buildEditorPages } from './build-page.ts'

export const STROKE = [
  [300, 300],
  [360, 340],
  [420, 300],
  [480, 380],
] as const

/** Counts how often Excalidraw draws all that is seen: it fills its canvas first. */
export const COUNT_DRAWN = `
  window.drawn = 0
  const context = document.querySelector('canvas.static').getContext('2d')
  const { fillRect } = context
  context.fillRect = (...all) => {
    drawn++
    fillRect.apply(context, all)
  }`

export type BoardElement = AnyElement & { readonly points?: readonly unknown[] }

/** A browser for the page with Excalidraw on a room. Called at the top of a test file: what it starts is ended after the file. */
export const startBoards = async () => {
  const browser = await launchBrowser()
  const watched = fileURLToPath(new URL('pages/board/watched.ts', import.meta.url))
  const react = fileURLToPath(new URL('../../client/react.tsx', import.meta.url))
  const alias = { 'homeroom/excalidraw': watched, 'homeroom/react': react }
  const pages = await serveFolder(await buildEditorPages(['board'], alias))

  return async (wsUrl: string, name: string, access: { readonly token?: string; readonly two?: '' } = {}) => {
    const page: Page = await browser.newPerson({ viewport: { width: 1000, height: 700 } })
    failOnPageErrors(page)
    await page.goto(`${pages}/board/?${new URLSearchParams({ server: wsUrl, name, ...access })}`)
    await page.waitForFunction("typeof api !== 'undefined' && !api.getAppState().isLoading")
    const scene = (): Promise<BoardElement[]> =>
      page.evaluate('api.getSceneElementsIncludingDeleted().map((element) => ({ ...element }))')
    const there = async () => (await scene()).filter(({ isDeleted }) => !isDeleted)
    const key = async (keys: string) => page.keyboard.press(keys)
    return {
      page,
      scene,
      there,
      key,
      /** Whether a place of the screen shows anything else than the white page. */
      isInked: async (x: number, y: number): Promise<boolean> => {
        const clip = { x: x - 6, y: y - 6, width: 12, height: 12 }
        const png = (await page.screenshot({ clip })).toString('base64')
        return page.evaluate(async (base64) => {
          const picture = await createImageBitmap(
            await (await fetch(`data:image/png;base64,${base64}`)).blob(),
          )
          const context = new OffscreenCanvas(12, 12).getContext('2d')
          context?.drawImage(picture, 0, 0)
          return [...(context?.getImageData(0, 0, 12, 12).data ?? [])].some((value) => value < 128)
        }, png)
      },
      strokes: (): Promise<BoardElement[]> => page.evaluate('binding.strokes.get()'),
      kept: (): Promise<BoardElement[]> => page.evaluate('binding.elements.get()'),
      tool: (type: string) => page.evaluate(`api.setActiveTool({ type: '${type}' })`),
      /** Presses at a place, and moves over the others; the button stays down. */
      press: async (...[first, ...others]: readonly (readonly [number, number])[]) => {
        await page.mouse.move(...(first as [number, number]))
        await page.mouse.down()
        for (const [x, y] of others) await page.mouse.move(x, y, { steps: 4 })
      },
    }
  }
}
