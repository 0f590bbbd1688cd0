import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import type { Role } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { token } from '../support/tokens.ts'
import { startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role) =>
  classroom.join(room, '', { token: await token({ sub: name, name, role }) })

test('[CM4] moves: a host drags a sitter to another desk, and by keyboard two people change places', async () => {
  const teacher = await join('moves', 'Teacher', 'host')
  const [ada, pupil] = [await join('moves', 'Ada', 'attendee'), await join('moves', 'Pupil', 'attendee')]
  await teacher.desk('Desk 1, Ada').waitFor()
  await teacher.desk('Desk 2, Pupil').waitFor()
  // A host stands in front of the class, and is seated by nobody.
  await teacher.avatar('Teacher').waitFor()

  // The choice that nobody has made yet turns nobody out.
  await teacher.page.getByRole('button', { name: 'Manage Pupil' }).click()
  expect(await teacher.page.getByLabel('Move to desk').inputValue()).toBe('0-2')
  await teacher.page.keyboard.press('Escape')

  await teacher.desk('Desk 1, Ada').dragTo(teacher.desk('Desk 8, free'))
  await ada.desk('Desk 8, your seat').waitFor()
  await ada.toast('A host has moved you to desk 8.').waitFor()
  await pupil.desk('Desk 1, free').waitFor()
  // What a pupil drags stays where it is.
  await ada.desk('Desk 2, Pupil').dragTo(ada.desk('Desk 3, free'))
  await ada.desk('Desk 2, Pupil').waitFor()

  const { page } = teacher
  await page.getByRole('button', { name: 'Manage Ada' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Move to desk').selectOption('Desk 2, for Pupil')
  await page.getByRole('button', { name: 'Move', exact: true }).press('Enter')
  for (const each of [teacher, pupil]) await each.desk('Desk 2, Ada').waitFor()
  await pupil.desk('Desk 8, your seat').waitFor()
  await ada.desk('Desk 2, your seat').waitFor()
  await ada.page.reload()
  await ada.desk('Desk 2, your seat').waitFor()
})

test('moves: the plan that a host keeps seats each of its people where they sat, and nobody else there', async () => {
  const teacher = await join('plan', 'Teacher', 'host')
  const ada = await join('plan', 'Ada', 'attendee')
  await ada.desk('Desk 7, free').click()
  await teacher.desk('Desk 7, Ada').waitFor()
  await teacher.page.getByRole('button', { name: 'Desks', exact: true }).click()
  await teacher.page.getByRole('button', { name: 'Keep this seating' }).click()
  await teacher.page.getByText('for 1 person').waitFor()
  await teacher.page.keyboard.press('Escape')
  await ada.page.getByRole('button', { name: 'Leave' }).click()
  await teacher.desk('Desk 7, free').waitFor()

  // The desks before it, one after the other.
  for (const desk of ['0-0', '0-1', '0-2', '0-3', '0-4', '1-0']) {
    const other = clientRoom(classroom.gated.wsUrl, 'plan', {
      token: () => token({ sub: desk, role: 'attendee' }),
      presence: { name: `Pupil ${desk}` },
    })
    await other.connected()
    expect(await claimsOf(other.room).take(`seat/${desk}`)).toEqual({ ok: true })
  }
  await teacher.desk('Desk 6, Pupil 1-0').waitFor()
  const late = await join('plan', 'Late', 'attendee')
  await late.desk('Desk 8, your seat').waitFor()
  const again = await join('plan', 'Ada', 'attendee')
  await again.desk('Desk 7, your seat').waitFor()
})

test('moves: a seated member who is made an attendee sits on, and gets up as anybody does', async () => {
  const teacher = await join('demoted', 'Teacher', 'host')
  const pupil = await join('demoted', 'Pupil', 'member')
  await pupil.desk('Desk 4, free').click()
  await teacher.desk('Desk 4, Pupil').waitFor()
  await teacher.page.getByRole('button', { name: 'Manage Pupil' }).click()
  await teacher.page.getByRole('radio', { name: /^takes part(?! and)/ }).check()
  await teacher.page.getByRole('button', { name: 'Give role' }).click()
  await pupil.toast('You take part now').waitFor()
  for (const [each, label] of [
    [pupil, 'Desk 4, your seat'],
    [teacher, 'Desk 4, Pupil'],
  ] as const)
    await each.desk(label).waitFor()
  await pupil.stand()
  await teacher.desk('Desk 4, free').waitFor()
  await teacher.desk('Desk 5, free').click()
  await pupil.desk('Desk 5, Teacher').click()
  await pupil.toast('Seat taken: Teacher (host) sits at desk 5.').waitFor()
  await pupil.page.reload()
  await teacher.avatar('Pupil').waitFor()
  expect(await teacher.desk(/, Pupil/).count()).toBe(0)
  await teacher.page.getByRole('button', { name: 'Desks', exact: true }).click()
  await teacher.page.getByRole('button', { name: 'Everyone to a desk' }).click()
  await teacher.page.getByRole('log').getByText('Everyone has a desk.').waitFor({ state: 'attached' })
  await teacher.desk('Desk 1, Pupil').waitFor()
  await pupil.desk('Desk 1, your seat').waitFor()
  // The teacher sits on where they were.
  await pupil.desk('Desk 5, Teacher').waitFor()
})

test('[CM3][CM8] moves: the pen comes back after a reload, of its holder and of the host', async () => {
  const teacher = await join('pen-again', 'Teacher', 'host')
  const pupil = await join('pen-again', 'Pupil', 'attendee')
  const holder = (of: typeof teacher, name: string) =>
    of.page
      .getByRole('list', { name: 'People' })
      .getByRole('listitem')
      .filter({ hasText: name })
      .getByText('has the pen')
  await teacher.page.getByRole('button', { name: 'Manage Pupil' }).click()
  await teacher.page.getByRole('button', { name: 'Give the pen' }).click()
  await pupil.toast('You have the pen').waitFor()
  await teacher.page.reload()
  await teacher.state('Connected').waitFor()
  await holder(teacher, 'Pupil').waitFor()
  await pupil.page.reload()
  await holder(pupil, 'Pupil').waitFor()
  // With the right to write, which the board needs.
  await pupil.page.getByRole('toolbar', { name: 'Drawing tools' }).waitFor()
  await holder(teacher, 'Pupil').waitFor()
  expect(
    await teacher.page.getByRole('log', { name: 'What happens in the room' }).textContent(),
  ).not.toContain('left')
})

test('[CM8] moves: a raised hand and the pen go with a person to the whiteboard of the room, and nobody has left', async () => {
  const teacher = await join('onward', 'Teacher', 'host')
  const pupil = await join('onward', 'Pupil', 'attendee')
  await pupil.page.getByRole('button', { name: 'Raise hand' }).click()
  await teacher.page.getByRole('button', { name: 'Manage Pupil' }).click()
  await teacher.page.getByRole('button', { name: 'Give the pen' }).click()
  await pupil.toast('You have the pen').waitFor()
  await pupil.page.getByRole('link', { name: 'Open as whiteboard' }).click()
  await pupil.page.getByTestId('toolbar-freedraw').waitFor({ state: 'attached' })
  await pupil.page.getByRole('button', { name: 'Lower hand' }).waitFor()
  const person = teacher.page
    .getByRole('list', { name: 'People' })
    .getByRole('listitem')
    .filter({ hasText: 'Pupil' })
  await person.getByText('has the pen').waitFor()
  await person.getByRole('img', { name: 'hand raised' }).waitFor()
  const heard = await teacher.page.getByRole('log', { name: 'What happens in the room' }).textContent()
  expect(heard).not.toContain('left')
})
