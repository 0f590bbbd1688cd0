// What people are used to who use Excalidraw or Google Docs every day.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'
import { inDocument } from './in-document.ts'

const classroom = await startClassroom()

const VIEWPORT = { viewport: { width: 1280, height: 720 } }

const openBoard = async (): Promise<Page> => {
  const page = await classroom.newPage(VIEWPORT)
  await page.goto(`${classroom.relay.url}/board/at-home?name=Ada&autojoin=1`)
  await page.locator('.excalidraw canvas.interactive').waitFor()
  await page.locator('.state').filter({ hasText: 'Connected' }).waitFor({ state: 'attached' })
  return page
}

const openDocument = async (room: string) => {
  const page = await classroom.newPage(VIEWPORT)
  await page.goto(`${classroom.relay.url}/doc/${room}?name=Ada&autojoin=1`)
  return inDocument(page)
}

const listed = (page: Page) =>
  page.getByRole('region', { name: 'What is on the whiteboard' }).getByRole('listitem')

/** Puts a picture of so many pixels, in which none is like another, into the page as from the clipboard. */
const paste = (page: Page, selector: string, side: number, type: string) =>
  page.evaluate(
    async ([where, pixels, mime]) => {
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = pixels
      const context = canvas.getContext('2d') as CanvasRenderingContext2D
      const image = context.createImageData(pixels, pixels)
      for (let at = 0; at < image.data.length; at++) image.data[at] = at % 4 === 3 ? 255 : Math.random() * 256
      context.putImageData(image, 0, 0)
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, mime))
      const data = new DataTransfer()
      data.items.add(new File([blob as Blob], 'picture.png', { type: mime }))
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      document.querySelector(where)?.dispatchEvent(event)
    },
    [selector, side, type] as const,
  )

test('whiteboard: keys are the board’s from the first one on, and a large picture is made small enough for everybody', async () => {
  const [ada, ben] = [await openBoard(), await openBoard()]
  await until(async () => {
    await ada.keyboard.press('r')
    return ada.getByTestId('toolbar-rectangle').isChecked()
  })
  await ada.getByTestId('toolbar-selection').click({ force: true })
  await ada.mouse.move(640, 400)
  await paste(ada, '.excalidraw', 900, 'image/png')
  for (const page of [ada, ben]) {
    await page.getByRole('button', { name: 'What is on the whiteboard' }).click()
    await listed(page).filter({ hasText: 'Picture' }).waitFor()
  }
  expect(await listed(ada).count()).toBe(1)
  expect(await ada.getByText('too large for the whiteboard').count()).toBe(0)
  // Letters look as drawn by hand, in a font that the relay has.
  await ada.getByTestId('toolbar-text').click({ force: true })
  await ada.mouse.click(700, 200)
  await ada.keyboard.type('by hand')
  const fonts = () =>
    ada.evaluate(() => [...document.fonts].map(({ family, status }) => `${family} ${status}`))
  await until(
    async () => (await fonts()).includes('Excalifont loaded'),
    'its letters are those of Excalidraw',
  )
  await ada.keyboard.press('Escape')
  // It is there for who comes later.
  const late = await openBoard()
  await late.getByRole('button', { name: 'What is on the whiteboard' }).click()
  await listed(late).filter({ hasText: 'Picture' }).waitFor()
})

test('document: the address of a link is written at once, and a picture that is pasted is there', async () => {
  const ada = await openDocument('at-home')
  await ada.type('Read this')
  await ada.page.keyboard.press('Control+a')
  await ada.tool('Link').click()
  await ada.page.keyboard.type('https://example.org/a')
  await ada.page.keyboard.press('Enter')
  await ada.prose.locator('a[href="https://example.org/a"]').getByText('Read this').waitFor()
  await paste(ada.page, '.prose', 8, 'image/png')
  await ada.prose.locator('img').waitFor()
})

test('document: Redo with nothing to do again takes nothing back', async () => {
  const ada = await openDocument('at-home-redo')
  await ada.type('word')
  await until(async () => (await ada.text()) === 'word')
  // Of a keyboard with Caps Lock: Shift gives the small letter.
  await ada.prose.evaluate((editor) =>
    editor.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'z',
        code: 'KeyZ',
        keyCode: 90,
        ctrlKey: true,
        shiftKey: true,
        bubbles: true,
      }),
    ),
  )
  await ada.page.keyboard.press('End')
  await ada.page.keyboard.type('s')
  await until(async () => (await ada.text()).length > 0)
  expect(await ada.text()).toBe('words')
})
