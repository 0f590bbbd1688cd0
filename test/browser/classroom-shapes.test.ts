import { test } from 'vitest'
import { token } from '../support/tokens.ts'
import { startClassroom } from './classroom.ts'
import { onStage } from './on-stage.ts'

const classroom = await startClassroom()

const join = async (name: string, role: 'host' | 'attendee') =>
  onStage(await classroom.join('shapes', '', { token: await token({ sub: name, name, role }) }))

test('board: a shape is seen by others while it is drawn, and is one stroke; a press alone is none', async () => {
  const [teacher, pupil] = [await join('Teacher', 'host'), await join('Pupil', 'attendee')]
  await teacher.enlarge()
  await teacher.button('Rectangle').click()
  await teacher.press({ x: 0.2, y: 0.2 })
  await teacher.draw({ x: 0.8, y: 0.7 })
  await pupil.hasChalk(0.25, 0.75, 0.7)
  await pupil.isClean(0.25, 0.75, 0.4)
  await teacher.page.mouse.up()
  await pupil.strokes(1)
  await pupil.hasChalk(0.25, 0.75, 0.2)
  await teacher.button('Line').click()
  await teacher.press({ x: 0.5, y: 0.45 })
  await teacher.page.mouse.up()
  await teacher.line(0.3, 0.6, 0.45)
  await pupil.hasChalk(0.32, 0.58, 0.45)
  await pupil.strokes(2)
  await teacher.button('Undo').click()
  await pupil.isClean(0.25, 0.75, 0.45)
})
