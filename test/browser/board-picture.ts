import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { until } from '../support/until.ts'
import type { onStage } from './on-stage.ts'

type OnStage = ReturnType<typeof onStage>

/** A picture of a triangle, which a pupil sees. */
export const putPicture = async (teacher: OnStage, pupil: OnStage): Promise<Locator> => {
  await teacher.button('Picture').click()
  const file = { name: 'board.png', mimeType: 'image/png', buffer: await teacher.page.screenshot() }
  await teacher.page.getByLabel('File').setInputFiles(file)
  await teacher.page.getByLabel('What does it show?').fill('A triangle')
  await teacher.button('Put it on the chalkboard').click()
  const picture = pupil.stage.getByRole('img', { name: 'Picture: A triangle' })
  await until(
    () => picture.evaluate((canvas: HTMLCanvasElement) => canvas.width > 600),
    'the picture is drawn',
  )
  return picture
}

const boxOf = async (element: Locator) => (await element.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }

/** It has its own room, and is changed by its tools, by keys and by its corner. */
export const changePicture = async (teacher: OnStage, pupil: OnStage, link: Locator): Promise<void> => {
  const { keyboard } = teacher.page
  const picture = pupil.stage.getByRole('img', { name: 'Picture: A triangle' })
  const image = teacher.button('Picture: A triangle')
  await teacher.isOnBoard(image)
  const [photo, words] = [await boxOf(image), await boxOf(teacher.stage.getByText('Here'))]
  expect(
    words.x + words.width <= photo.x ||
      words.y + words.height <= photo.y ||
      words.y >= photo.y + photo.height,
  ).toBe(true)
  await image.focus()
  await keyboard.press('-')
  await until(async () => (await boxOf(image)).width < photo.width, 'it is smaller')
  await teacher.button('Larger').click()
  await teacher.button('Larger').click()
  await until(async () => (await boxOf(image)).width > photo.width, 'it is larger')
  const share = async (someone: typeof pupil) =>
    (await boxOf(someone.stage.locator('.stage-image'))).width / (await boxOf(someone.board)).width
  const pulled = await share(teacher)
  const corner = await boxOf(teacher.stage.locator('.stage-corner'))
  await teacher.page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2)
  await teacher.page.mouse.down()
  await teacher.page.mouse.move(corner.x - 60, corner.y, { steps: 4 })
  await teacher.page.mouse.up()
  await until(async () => (await share(pupil)) < pulled - 0.02, 'it is smaller for everybody')
  const layer = (element: Locator) => element.evaluate((one) => Number(one.closest('li')?.style.zIndex))
  await image.focus()
  await keyboard.press('PageDown')
  await until(async () => (await layer(picture)) < (await layer(link)), 'it lies behind')
  await teacher.button('Undo').click()
  await until(async () => (await layer(picture)) > (await layer(link)), 'it lies in front again')
}
