import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { startClassroom } from './classroom.ts'
import { onStage } from './on-stage.ts'

const classroom = await startClassroom()

const join = async (name: string, role: 'host' | 'attendee') =>
  onStage(await classroom.join('texts', '', { token: await token({ sub: name, name, role }) }))

test('text: Escape keeps what is written, and an empty one goes', async () => {
  const [teacher, pupil] = [await join('Teacher', 'host'), await join('Pupil', 'attendee')]
  const { keyboard } = teacher.page
  const field = teacher.page.getByLabel('Text on the chalkboard')
  const begin = async () => {
    await teacher.button('Text').click()
    await teacher.press({ x: 0.5, y: 0.5 })
    await teacher.page.mouse.up()
    await field.waitFor()
  }
  await teacher.enlarge()
  await begin()
  await keyboard.type('1/2 + 1/3')
  await keyboard.press('Escape')
  await field.waitFor({ state: 'detached' })
  await pupil.stage.getByText('1/2 + 1/3').waitFor()

  await teacher.button('1/2 + 1/3').focus()
  await keyboard.press('Enter')
  await field.fill('')
  await keyboard.press('Escape')
  await pupil.stage.getByText('1/2 + 1/3').waitFor({ state: 'detached' })
  expect(await field.count()).toBe(0)
})

test('text: what is typed before a place is pressed goes into a text, and into nothing else of the room', async () => {
  const [teacher, pupil] = [await join('Ms Ada', 'host'), await join('Ben', 'attendee')]
  const { keyboard } = teacher.page
  await teacher.enlarge()
  await teacher.button('Text').click()
  await teacher.stage.getByText('Press where the text is to stand').waitFor()
  // Each of these does something in the room.
  await keyboard.type('Ch 1/2')
  await keyboard.press('Escape')
  await pupil.stage.getByText('Ch 1/2').waitFor()
  await teacher.page.getByRole('button', { name: 'Raise hand' }).waitFor()
  expect(await teacher.message.inputValue()).toBe('')
  // Once it stands there, single keys are those of the room again.
  await keyboard.press('h')
  await teacher.page.getByRole('button', { name: 'Lower hand' }).waitFor()
})
