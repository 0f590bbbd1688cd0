import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { apiClient } from '../support/api-client.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()
const relay = await startRelay({ page: classroom.folder, secrets: [SECRET], anonymous: 'join' })
const api = apiClient(relay.url, SECRET)

/** A room with one message, that has been emptied; Ada has what was there before. */
const emptied = async (room: string) => {
  const ada = await classroom.join(room, 'Ada', { relay, reducedMotion: 'reduce' })
  await ada.text.fill('from before')
  await until(async () => (await ada.saved.textContent()) === 'Sent')
  expect((await api.remove(`/rooms/${room}/document`)).status).toBeLessThan(300)
  await dialogOf(ada).waitFor()
  return ada
}

const shows = ({ text }: InRoom, words: string) =>
  until(async () => (await text.inputValue()).includes(words), `the text says ${words}`)

const dialogOf = ({ page }: InRoom) => page.getByRole('dialog', { name: 'The room has been replaced' })

const choose = (who: InRoom, name: RegExp) => dialogOf(who).getByRole('button', { name }).click()

test('[EP4] a room that was emptied: the copy is saved as a file, and dropped', async () => {
  const ada = await emptied('dropped')
  await ada.state('Room replaced').waitFor()
  for (let i = 0; i < 3; i++) await ada.page.keyboard.press('Escape')
  await dialogOf(ada).waitFor()
  expect(await violations(ada.page)).toEqual([])
  const download = ada.page.waitForEvent('download')
  await choose(ada, /Save my copy/)
  const file = await download
  expect(file.suggestedFilename()).toBe('dropped.yjs')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, await readFile(await file.path()))
  expect(doc.getText('text').toString()).toContain('from before')

  await choose(ada, /Drop it/)
  await dialogOf(ada).waitFor({ state: 'detached' })
  await ada.state('Connected').waitFor()
  expect(await ada.text.inputValue()).toBe('')
  await ada.text.fill('from now')
  const ben = await classroom.join('dropped', 'Pupil', { relay })
  await shows(ben, 'from now')
})

test('[EP4] a room that was emptied: the copy is put into it, for everyone', async () => {
  const ada = await emptied('pushed')
  const ben = await classroom.join('pushed', 'Pupil', { relay })
  expect(await ben.text.inputValue()).toBe('')
  await ben.text.fill('from now')
  await choose(ada, /Put it into the room/)
  await dialogOf(ada).waitFor({ state: 'detached' })
  for (const each of [ada, ben]) for (const text of ['from before', 'from now']) await shows(each, text)
})
