import { expect, test } from 'vitest'
import { token } from '../support/tokens.ts'
import { startClassroom } from './classroom.ts'
import { onStage } from './on-stage.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: 'host' | 'attendee') =>
  onStage(await classroom.join(room, '', { token: await token({ sub: name, name, role }) }))

test('text: Escape keeps what is written, and an empty one goes', async () => {
  const [teacher, pupil] = [
    await join('escape', 'Teacher', 'host'),
    await join('escape', 'Pupil', 'attendee'),
  ]
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
  const [teacher, pupil] = [await join('typed', 'Ms Ada', 'host'), await join('typed', 'Ben', 'attendee')]
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

test('text: one that is begun while the page is slow is not ended by the one before', async () => {
  const [teacher, pupil] = [await join('slow', 'Ms Noether', 'host'), await join('slow', 'Cleo', 'attendee')]
  const { keyboard } = teacher.page
  const begin = async (y: number) => {
    await teacher.button('Text').click()
    await teacher.press({ x: 0.2, y })
    await teacher.page.mouse.up()
    await teacher.page.getByLabel('Text on the chalkboard').waitFor()
  }
  await teacher.enlarge()
  await begin(0.2)
  await keyboard.type('First')
  // The frame after it comes late.
  const late = await teacher.page.evaluateHandle(() => {
    const { requestAnimationFrame } = window
    const held: FrameRequestCallback[] = []
    window.requestAnimationFrame = (work) => held.push(work)
    return () => {
      window.requestAnimationFrame = requestAnimationFrame
      return () => {
        for (const work of held) work(performance.now())
      }
    }
  })
  await keyboard.press('Control+Enter')
  const frame = await late.evaluateHandle((end) => end())
  await pupil.stage.getByText('First').waitFor()
  await begin(0.6)
  await frame.evaluate((come) => come())
  await keyboard.type('Second')
  await keyboard.press('Control+Enter')
  await pupil.stage.getByText('Second').waitFor()
})
