import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { until } from '../support/until.ts'
import type { InRoom, Point } from './classroom.ts'

/** What a person finds on the board of the classroom, and how they draw on it with the mouse. */
export const onStage = (inside: InRoom) => {
  const { page } = inside
  const stage = page.getByRole('region', { name: 'Chalkboard', exact: true })
  const board = stage.locator('.stage-board')
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  const pointOf = async ({ x, y }: Point): Promise<Point> => {
    const box = await board.boundingBox()
    if (box === null) throw new Error('The board is not shown.')
    return { x: box.x + box.width * x, y: box.y + box.height * y }
  }
  const press = async (place: Point) => {
    const { x, y } = await pointOf(place)
    await page.mouse.move(x, y)
    await page.mouse.down()
  }
  const draw = async (to: Point) => {
    const { x, y } = await pointOf(to)
    await page.mouse.move(x, y, { steps: 12 })
  }
  /** How much of a band of the board has chalk in it, from left to right, 0 to 1: on either canvas. */
  const chalk = (from: number, to: number, y = 0.5): Promise<number> =>
    board.evaluate(
      (element, [left, right, row]) => {
        const columns = new Set<number>()
        let all = 0
        for (const canvas of element.querySelectorAll<HTMLCanvasElement>('.stage-ink')) {
          const [x, width] = [Math.round(canvas.width * left), Math.round(canvas.width * (right - left))]
          const [y, height] = [Math.round(canvas.height * (row - 0.04)), Math.round(canvas.height * 0.08)]
          const { data = [] } = canvas.getContext('2d')?.getImageData(x, y, width, height) ?? {}
          all = width
          for (let byte = 3; byte < data.length; byte += 4)
            if ((data[byte] ?? 0) > 0) columns.add(((byte - 3) / 4) % width)
        }
        return columns.size / all
      },
      [from, to, y] as const,
    )
  return {
    ...inside,
    stage,
    board,
    button,
    press,
    draw,
    chalk,
    contents: stage.getByRole('list', { name: 'On the chalkboard' }).getByRole('listitem'),
    enlarge: async ({ mayDraw = true } = {}) => {
      await button('Large chalkboard').click()
      await stage.and(page.locator('[data-size="large"]')).waitFor()
      // The tools come a moment after it, and move it: a line that is drawn meanwhile is one through other places.
      if (mayDraw) await stage.getByRole('toolbar').waitFor()
    },
    /** Draws a line along the middle, or another row. */
    line: async (from: number, to: number, y = 0.5) => {
      await press({ x: from, y })
      await draw({ x: to, y })
      await page.mouse.up()
    },
    hasChalk: (from: number, to: number, y?: number) =>
      until(async () => (await chalk(from, to, y)) > 0.95, `there is chalk from ${from} to ${to}`),
    /** No part of it reaches over an edge. */
    isOnBoard: async (element: Locator) => {
      await element.waitFor()
      const [area, box] = [await board.boundingBox(), await element.boundingBox()]
      if (area === null || box === null) throw new Error('It is not shown.')
      expect(box.x).toBeGreaterThanOrEqual(area.x)
      expect(box.y).toBeGreaterThanOrEqual(area.y)
      expect(box.x + box.width).toBeLessThanOrEqual(area.x + area.width)
      expect(box.y + box.height).toBeLessThanOrEqual(area.y + area.height)
    },
    isClean: (from: number, to: number, y?: number) =>
      until(async () => (await chalk(from, to, y)) === 0, `there is no chalk from ${from} to ${to}`),
    strokes: (count: number) =>
      stage
        .getByText(`${count} ${count === 1 ? 'stroke' : 'strokes'} of chalk`)
        .waitFor({ state: 'attached' }),
  }
}
