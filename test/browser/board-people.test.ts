import { expect, test } from 'vitest'
import { colorOf } from '../../client/draw.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'

const { gated, newPage } = await startClassroom()

const open = async (sub: string, name: string) => {
  const page = await newPage({ viewport: { width: 1280, height: 720 } })
  const query = new URLSearchParams({ token: await token({ sub, name, role: 'host' }), autojoin: '1' })
  await page.goto(`${gated.url}/board/people?${query}`)
  await page.locator('.excalidraw canvas.interactive').waitFor()
  await page.getByTestId('toolbar-text').waitFor()
  return page
}

test('a person has the initials and the colour of the list above the board, and a faint pointer while they write', async () => {
  const [ada, pupil] = [await open('ada', 'Ada'), await open('pupil', 'Pupil <One>')]
  // In the row of people, with what the list has; a name is text there, whatever is in it.
  const avatar = ada.locator('.excalidraw img.Avatar-img')
  await avatar.waitFor()
  const drawn = async () => decodeURIComponent((await avatar.getAttribute('src')) ?? '')
  expect(await drawn()).toContain(colorOf('id:pupil').onLight)
  expect(await drawn()).toContain('>P&lt;</text>')
  expect(await avatar.evaluate((image: HTMLImageElement) => image.naturalWidth > 0)).toBe(true)
  await ada.emulateMedia({ colorScheme: 'dark' })
  await until(async () => (await drawn()).includes(colorOf('id:pupil').onDark))

  const opacity = (expected: string) =>
    until(
      () =>
        ada
          .locator('.homeroom-pointers > div')
          .evaluateAll(([node], wanted) => (node as HTMLElement)?.style.opacity === wanted, expected),
      `the pointer has the opacity ${expected}`,
    )
  await pupil.getByTestId('toolbar-text').click({ force: true })
  await pupil.mouse.move(500, 380)
  await opacity('1')
  await pupil.mouse.click(500, 380)
  await pupil.keyboard.type('Letters')
  await opacity('0.3')
  await pupil.keyboard.press('Escape')
  await opacity('1')
})
