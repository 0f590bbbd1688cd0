import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { sidewaysScroll, startClassroom } from './classroom.ts'

const { gated, newPage, join } = await startClassroom()

/** A pupil on a phone whose browser speaks a language. */
const pupil = async (room: string, locale: string) => {
  const page = await newPage({ viewport: { width: 390, height: 780 }, locale })
  const jwt = await token({ sub: locale, name: `Pupil ${locale}`, role: 'attendee' })
  await page.goto(`${gated.url}/?${new URLSearchParams({ room, token: jwt, autojoin: '1' })}`)
  await page.locator('.state[data-state="connected"]').waitFor()
  return page
}

test('follow: on a phone the line that says why the page goes is whole, in each language', async () => {
  const teacher = await join('whole', '', {
    token: await token({ sub: 'teacher', name: 'Ms Ada', role: 'host' }),
  })
  const pages = await Promise.all(['en', 'de', 'fr', 'es', 'ar'].map((locale) => pupil('whole', locale)))
  await teacher.page.getByRole('button', { name: 'Follow me', exact: true }).click()
  await teacher.page.getByText('5 people follow you.').waitFor()
  // With letters that are kept nowhere the line stays, for as long as a test takes.
  for (const page of pages) {
    await page.getByRole('tab').nth(2).click()
    await page.locator('.chat textarea').fill('I am wri')
  }
  await teacher.page.getByRole('link', { name: 'Open as document' }).click()
  for (const page of pages) {
    const says = page.locator('.lead-text:has(.lead-link) .lead-says')
    await says.waitFor()
    const cut = await says.evaluate((text) => {
      const whole = text.getBoundingClientRect()
      const range = document.createRange()
      range.selectNodeContents(text)
      // The seconds say the rest.
      const taken = text.querySelector('.lead-taken')
      if (taken !== null) range.setEndBefore(taken)
      const isOut = ({ bottom, left, right }: DOMRect) =>
        bottom > whole.bottom + 2 || left < whole.left - 1 || right > whole.right + 1
      return [...range.getClientRects()].some(isOut) ? text.textContent : null
    })
    expect(cut).toBe(null)
    expect(await sidewaysScroll(page)).toBe(0)
  }
})
