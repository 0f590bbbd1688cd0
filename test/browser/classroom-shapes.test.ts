import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'
import { onStage } from './on-stage.ts'

const classroom = await startClassroom()

const join = async (name: string, role: 'host' | 'attendee') =>
  onStage(await classroom.join('shapes', '', { token: await token({ sub: name, name, role }) }))

test('board: a shape is seen by others while it is drawn, and is one stroke; a press alone is none', async () => {
  const [teacher, pupil] = [await join('Teacher', 'host'), await join('Pupil', 'attendee')]
  await teacher.enlarge()
  await teacher.button('Rectangle').click()
  await teacher.press({ x: 0.2, y: 0.2 })
  await teacher.draw({ x: 0.8, y: 0.7 })
  await pupil.hasChalk(0.25, 0.75, 0.7)
  await pupil.isClean(0.25, 0.75, 0.4)
  await teacher.page.mouse.up()
  await pupil.strokes(1)
  await pupil.hasChalk(0.25, 0.75, 0.2)
  await teacher.button('Line').click()
  await teacher.press({ x: 0.5, y: 0.45 })
  await teacher.page.mouse.up()
  await teacher.line(0.3, 0.6, 0.45)
  await pupil.hasChalk(0.32, 0.58, 0.45)
  await pupil.strokes(2)
  await teacher.button('Undo').click()
  await pupil.isClean(0.25, 0.75, 0.45)
})

/** How many pixels of chalk there are at the four corners of what is drawn. */
const chalkAt = (board: Locator) =>
  board.evaluate((element) => {
    const canvas = [...element.querySelectorAll<HTMLCanvasElement>('.stage-ink')][0]
    const context = canvas?.getContext('2d')
    if (canvas === undefined || context == null) throw new Error('There is no board.')
    const { width, height } = canvas
    const { data } = context.getImageData(0, 0, width, height)
    const has = (x: number, y: number) => (data[(y * width + x) * 4 + 3] ?? 0) > 127
    let [left, top, right, bottom] = [width, height, 0, 0]
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (has(x, y))
          [left, top, right, bottom] = [
            ...[Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)],
          ] as [number, number, number, number]
    const size = 12
    const points = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ]
    return points.map(([px = 0, py = 0]) => {
      let sum = 0
      for (let y = py - size; y <= py + size; y++)
        for (let x = px - size; x <= px + size; x++) sum += data[(y * width + x) * 4 + 3] ?? 0
      return sum / 255
    })
  })

test('board: a rectangle has four corners that are alike', async () => {
  const teacher = onStage(
    await classroom.join('corners', '', {
      token: await token({ sub: 'host', name: 'Teacher', role: 'host' }),
    }),
  )
  await teacher.enlarge()
  await teacher.button('Rectangle').click()
  await teacher.press({ x: 0.1, y: 0.05 })
  await teacher.draw({ x: 0.7, y: 0.95 })
  await teacher.page.mouse.up()
  await teacher.strokes(1)
  await until(async () => (await chalkAt(teacher.board)).every((count) => count > 0), 'it is drawn')
  const counts = await chalkAt(teacher.board)
  expect(Math.max(...counts) - Math.min(...counts), `${counts}`).toBeLessThanOrEqual(
    Math.max(...counts) * 0.08,
  )
})
