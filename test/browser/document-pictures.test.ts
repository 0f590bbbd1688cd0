import { readFileSync } from 'node:fs'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { sidewaysScroll, startClassroom } from './classroom.ts'
import { type InDocument, inDocument } from './in-document.ts'

const { gated, newPage } = await startClassroom()

const accessOf = async (name: string, role: string) => ({ token: await token({ sub: name, name, role }) })

const open = async (room: string, name: string, role: string, options: BrowserContextOptions = {}) => {
  const page = await newPage(options)
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (/^(http|ws)/.test(request.url()) && new URL(request.url()).host !== new URL(gated.url).host)
      elsewhere.push(request.url())
  })
  // From the start on: a test would ask for the next one too late.
  page.on('filechooser', () => undefined)
  const query = new URLSearchParams({ ...(await accessOf(name, role)), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return { ...(await inDocument(page)), elsewhere }
}

/** A picture of so many pixels as a browser makes it; of noise, which no way of writing makes small, or of one colour. */
const drawn = async (page: Page, width: number, height: number, isNoise = false): Promise<Buffer> =>
  Buffer.from(
    await page.evaluate(
      ([width, height, isNoise]) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height })
        const context = canvas.getContext('2d')
        const pixels = context?.createImageData(width, height)
        if (context == null || pixels === undefined) return ''
        const random = (index: number) =>
          index % 4 === 3 ? 255 : isNoise ? Math.random() * 256 : width % 256
        for (let index = 0; index < pixels.data.length; index++) pixels.data[index] = random(index)
        context.putImageData(pixels, 0, 0)
        return canvas.toDataURL('image/png').replace(/^.*,/, '')
      },
      [width, height, isNoise] as const,
    ),
    'base64',
  )

interface Given {
  readonly files?: readonly Buffer[]
  readonly html?: string
  readonly how?: 'paste' | 'drop'
}

const give = ({ prose }: InDocument, { files = [], html = '', how = 'paste' }: Given) =>
  prose.evaluate(
    (root, [files, html, how]) => {
      const data = new DataTransfer()
      for (const file of files)
        data.items.add(
          new File([Uint8Array.from(atob(file), (char) => char.charCodeAt(0))], 'a.png', {
            type: 'image/png',
          }),
        )
      if (html !== '') data.setData('text/html', html)
      const { left, top, width } = root.getBoundingClientRect()
      const at = { bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + 40 }
      root.dispatchEvent(
        how === 'paste'
          ? new ClipboardEvent('paste', { ...at, clipboardData: data })
          : new DragEvent('drop', { ...at, dataTransfer: data }),
      )
    },
    [files.map((file) => file.toString('base64')), html, how] as const,
  )

/** The pictures that a person sees, by their sizes in pixels of their own. */
const seen = ({ prose }: InDocument) =>
  prose
    .locator('.picture img[src]')
    .evaluateAll((all) =>
      (all as HTMLImageElement[])
        .filter(({ naturalWidth }) => naturalWidth > 0)
        .map(({ naturalWidth, naturalHeight }) => `${naturalWidth}x${naturalHeight}`),
    )

const sees = (person: InDocument, expected: readonly string[]) =>
  until(async () => (await seen(person)).join() === expected.join(), `pictures of ${expected}`)

const said = ({ page }: InDocument, text: string) => page.locator('.toast').getByText(text).waitFor()

test('a picture comes by a button, by paste and by drop, is made smaller, described, and undone by its author alone', async () => {
  const ada = await open('pictures', 'Ada', 'host')
  const pupil = await open('pictures', 'Pupil', 'member')
  const viewer = await open('pictures', 'Viewer', 'viewer')
  await ada.type('Sea')
  const [large, small] = [await drawn(ada.page, 2880, 1440), await drawn(ada.page, 40, 20)]
  const [chooser] = await Promise.all([
    ada.page.waitForEvent('filechooser'),
    ada.tool('Insert a picture').click(),
  ])
  await chooser.setFiles({ name: 'sea.png', mimeType: 'image/png', buffer: large })
  for (const person of [pupil, viewer]) await sees(person, ['1440x720'])
  // The caret is behind it: what is written next stands below.
  await ada.page.keyboard.type('Salt')
  await until(async () => /Sea[\s\S]*Salt/.test(await pupil.text()))
  // The file counts where a browser copies a picture of a page, whose address would be asked of another host.
  await give(ada, { files: [small], html: '<img src="https://example.org/sea.png">' })
  await sees(pupil, ['1440x720', '40x20'])
  // A spreadsheet gives a picture of the cells beside the cells.
  await give(ada, { files: [small], html: '<table><tr><td>Ice</td></tr></table>' })
  await pupil.prose.getByText('Ice').waitFor()
  await give(pupil, { files: [await drawn(ada.page, 30, 30)], how: 'drop' })
  await until(async () => (await seen(ada)).includes('30x30'))
  expect((await seen(ada)).length).toBe(3)
  await give(ada, { html: '<p>Rain <img src="https://example.org/rain.png"> falls</p>' })
  await said(ada, 'A picture of another page does not come along.')

  await ada.prose.locator('.picture').first().click()
  await ada.tool('Description and size of the picture').click()
  await ada.page.getByLabel('Description', { exact: true }).fill('A calm sea')
  await ada.page.getByLabel('Size', { exact: true }).selectOption('Half as wide as the text')
  expect(await violations(ada.page)).toEqual([])
  await ada.page.getByRole('button', { name: 'Keep', exact: true }).click()
  const described = viewer.prose.getByRole('img', { name: 'A calm sea' })
  await described.waitFor()
  expect(await described.getAttribute('width')).toBe('50%')
  expect([await violations(ada.page), await violations(viewer.page)]).toEqual([[], []])

  await ada.prose.locator('.picture').first().click()
  await ada.page.keyboard.press('Delete')
  await until(async () => (await seen(viewer)).length === 2)
  await ada.page.keyboard.press('Control+z')
  await described.waitFor()

  // Readers take it with them, and put nothing in.
  const [download] = await Promise.all([
    viewer.page.waitForEvent('download'),
    viewer.tool('Save as a file').click(),
  ])
  const saved = readFileSync(await download.path(), 'utf8')
  expect(saved).toMatch(/<img alt="A calm sea"[^>]* src="data:image\/(?:webp|jpeg|png);base64,/)
  for (const how of ['paste', 'drop'] as const) await give(viewer, { files: [large], how })
  expect(await viewer.tool('Insert a picture').count()).toBe(0)
  expect((await seen(viewer)).length).toBe(3)
  expect([ada, pupil, viewer].flatMap(({ elsewhere }) => elsewhere)).toEqual([])
})

test('what is no picture, or too many, is refused in words, and bytes of strangers are shown as nothing', async () => {
  const ada = await open('refused', 'Ada', 'host')
  const watcher = clientRoom(gated.wsUrl, 'refused', await accessOf('watch', 'host'))
  await watcher.connected()
  const files = watcher.room.doc.getMap<{ bytes: Uint8Array }>('prose-files')
  await ada.type('Sea')
  await give(ada, { files: [Buffer.from('no picture')] })
  await said(ada, 'This file is no picture that the document can show.')
  // Noise stays large: eight of them are all that the document takes.
  const noise = await drawn(ada.page, 540, 540, true)
  for (let count = 1; count <= 8; count++) {
    await give(ada, { files: [count === 1 ? noise : await drawn(ada.page, 540, 540, true)] })
    await until(() => files.size === count)
  }
  await give(ada, { files: [noise] })
  await until(async () => (await seen(ada)).length === 9)
  expect(files.size).toBe(8)
  await give(ada, { files: [await drawn(ada.page, 540, 540, true)] })
  await said(ada, 'There are too many pictures in the document.')
  // What the text shows no more makes place.
  await ada.prose.locator('.picture').nth(1).click()
  await ada.page.keyboard.press('Delete')
  await until(async () => (await seen(ada)).length === 8)
  const before = [...files.keys()]
  await give(ada, { files: [await drawn(ada.page, 540, 540, true)] })
  // A large change comes in parts, what it takes away last.
  await until(() => files.size === 8 && [...files.keys()].some((key) => !before.includes(key)))

  // Another client puts other bytes under a key, and a picture that it has not.
  const [key = ''] = files.keys()
  watcher.room.doc.transact(() => files.set(key, { bytes: new TextEncoder().encode('<svg/>') }))
  await until(async () => (await seen(ada)).length < 8)
  await ada.prose.getByRole('img', { name: 'This picture is not here.' }).first().waitFor()
})

test('a version and the file of a lesson keep their pictures, and on a phone nothing is wider than the page', async () => {
  const ada = await open('kept', 'Ada', 'host')
  const phone = await open('kept', 'Pupil', 'member', {
    viewport: { width: 360, height: 640 },
    hasTouch: true,
  })
  await ada.type('Sea')
  await give(ada, { files: [await drawn(ada.page, 900, 60)] })
  await sees(phone, ['900x60'])
  expect(await sidewaysScroll(phone.page)).toBe(0)
  expect(await violations(phone.page)).toEqual([])
  await ada.page.getByRole('button', { name: 'Settings' }).click()
  await ada.page.getByRole('button', { name: 'Show' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Versions' })
  await dialog.getByRole('textbox').fill('Before')
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await dialog.getByText('It is kept.').waitFor()
  await phone.type('.')
  await give(phone, { files: [await drawn(ada.page, 50, 50)] })
  await sees(ada, ['900x60', '50x50'])
  await dialog.getByRole('button', { name: 'Changes: Before' }).click()
  await dialog.locator('ins').filter({ hasText: 'Picture' }).waitFor()
  await dialog.getByText('Pictures of the document').waitFor()
  await phone.prose.locator('.picture').first().tap()
  await phone.page.keyboard.press('Delete')
  await sees(ada, ['50x50'])
  await dialog.getByRole('button', { name: 'Go back: Before' }).click()
  await dialog.getByRole('button', { name: 'Yes, go back' }).click()
  await sees(phone, ['900x60'])

  // So does the file of a lesson, with its tables.
  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.press('Escape')
  await phone.type('.')
  await give(phone, { html: '<table><tr><td>Ice</td></tr></table>' })
  await ada.prose.getByText('Ice').waitFor()
  const button = (name: string) => ada.page.getByRole('button', { name, exact: true })
  await button('Lesson').click()
  await button('End the lesson…').click()
  const [download] = await Promise.all([ada.page.waitForEvent('download'), button('End the lesson').click()])
  const saved = readFileSync(await download.path(), 'utf8')
  expect(saved).toMatch(/<img src="data:image\/png;base64,[^"]+" alt="">/)
  expect(saved).toMatch(/<table><tr><td><p>Ice<\/p><\/td><\/tr><\/table>/)
})
