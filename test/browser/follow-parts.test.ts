import { expect, test } from 'vitest'
import type { Role } from '../../shared/index.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { startClassroom } from './classroom.ts'
import { type InDocument, inDocument } from './in-document.ts'

const { gated, newPage } = await startClassroom()

const open = async (room: string, name: string, role: Role, viewport = { width: 1280, height: 720 }) => {
  const page = await newPage({ viewport })
  const query = new URLSearchParams({ token: await token({ sub: name, name, role }), autojoin: '1' })
  await page.goto(`${gated.url}/doc/${room}?${query}`)
  return inDocument(page)
}

const press = ({ page }: InDocument, name: string) => page.getByRole('button', { name, exact: true }).click()

const shown = async ({ page }: InDocument) =>
  (await page.locator('.document-part:not([hidden])').evaluateAll((all) => all.map(({ id }) => id)))
    .map((id) => id.replace('document-', ''))
    .join()

const shows = (who: InDocument, parts: string, what: string) =>
  until(async () => (await shown(who)) === parts, what)

const says = ({ page }: InDocument, text: string) => page.locator('.lead-line').getByText(text).waitFor()

test('follow in a document: the parts go along, on a phone to the one that the host is in', async () => {
  const teacher = await open('parts', 'Teacher', 'host')
  const laptop = await open('parts', 'Laptop', 'attendee')
  const phone = await open('parts', 'Phone', 'attendee', { width: 390, height: 740 })
  await press(teacher, 'Follow me')
  for (const each of [laptop, phone]) await says(each, 'You follow Teacher.')
  await press(teacher, 'Code')
  for (const each of [laptop, phone]) await shows(each, 'code', 'in the code')
  await says(teacher, '2 people follow you.')
  await press(teacher, 'Both')
  await shows(laptop, 'prose,code', 'both')
  await teacher.code.focus()
  await shows(phone, 'code', 'the part that the host is in')
  await teacher.prose.focus()
  await shows(phone, 'prose', 'the other part that the host is in')

  // One who then chooses another part stays there, and neither page says that they see what the host does.
  await phone.page.getByRole('tab', { name: 'Code' }).click()
  await says(phone, 'Teacher is in the text.')
  await says(teacher, '1 of 2 is here.')
  await phone.page.getByRole('button', { name: 'Stop following' }).click()
  await press(teacher, 'Text')
  await shows(laptop, 'prose', 'the text')
  expect(await shown(phone), 'nobody is moved who has stopped').toBe('code')
})

test('follow in a document: one who writes stays until they leave the field', async () => {
  const teacher = await open('writes', 'Teacher', 'host')
  const ada = await open('writes', 'Ada', 'member')
  await press(teacher, 'Follow me')
  await says(ada, 'You follow Teacher.')
  await ada.type('Half a sen')
  await press(teacher, 'Code')
  await says(ada, 'Teacher is in the code.')
  await says(teacher, '0 of 1 are here.')
  await ada.page.keyboard.type('tence')
  expect(await shown(ada)).toBe('prose')
  expect(await ada.text()).toBe('Half a sentence')
  await ada.prose.blur()
  await shows(ada, 'code', 'she goes along')
  await says(ada, 'You follow Teacher.')
  await says(teacher, '1 person follows you.')
})
