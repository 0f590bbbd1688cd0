import { expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { violations } from './axe.ts'
import { startClassroom } from './classroom.ts'
import { inDocument } from './in-document.ts'

const { folder, newPage } = await startClassroom()

test('where the relay verifies nobody everyone reads its versions, and is told how there are more of them', async () => {
  const { relay, url } = await startRelay({ page: folder })
  const page = await newPage()
  await page.goto(`${url}/doc/open?${new URLSearchParams({ name: 'Ada', autojoin: '1' })}`)
  const ada = await inDocument(page)
  await ada.type('Rain')
  await page.locator('.saved[data-light="good"]').waitFor({ state: 'attached' })
  await using room = await relay.room('open')
  await room.versions.create({ name: 'By the server' })
  await ada.type(' falls')

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Show' }).click()
  const dialog = page.getByRole('dialog', { name: 'Versions' })
  await dialog.getByText('--versions hourly:24').waitFor()
  await dialog.getByRole('button', { name: /^Changes: By the server/ }).click()
  await dialog.locator('ins').filter({ hasText: 'falls' }).waitFor()
  expect(await dialog.getByRole('button', { name: /^(Go back|Name|Delete|Keep)/ }).count()).toBe(0)
  expect(await violations(page)).toEqual([])
})
