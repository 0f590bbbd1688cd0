import { expect, test } from 'vitest'
import type { Role } from '../../shared/index.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, type JoinOptions, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role, options: JoinOptions = {}) =>
  classroom.join(room, '', { token: await token({ sub: name, name, role }), ...options })

const press = ({ page }: InRoom, name: string) => page.getByRole('button', { name, exact: true }).click()

test('[SG7] follow: the host is marked and in view, until one stops following, or the host ends it', async () => {
  const teacher = await join('follow', 'Teacher', 'host')
  const pupil = await join('follow', 'Pupil', 'attendee', {
    viewport: { width: 360, height: 640 },
    reducedMotion: 'reduce',
  })
  await teacher.person('Pupil').waitFor()
  await pupil.show('Chat')
  await press(teacher, 'Follow me')
  const marked = pupil.page.locator('.avatar[data-followed="true"]')
  await marked.waitFor()
  expect(await marked.getAttribute('data-name')).toBe('Teacher')
  await pupil.page.getByRole('status').filter({ hasText: 'You follow Teacher.' }).waitFor()
  const isInView = () =>
    marked.locator('.body').evaluate((body) => {
      const { top, bottom } = body.getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    })
  await until(isInView, 'the page has moved to the host')
  const late = await join('follow', 'Late', 'member')
  await late.page.getByText('You follow Teacher.').waitFor()

  // At a desk the mark is there.
  await teacher.desk('Desk 6, free').click()
  await pupil.page.locator('.desk[data-followed="true"]').waitFor()
  await teacher.page.getByText('2 people follow you.').waitFor()
  await press(pupil, 'Stop following')
  await teacher.page.getByText('1 person follows you.').waitFor()
  await pupil.page.getByText('Everyone is asked to follow Teacher.').waitFor()
  expect(await pupil.page.locator('[data-followed="true"]').count()).toBe(0)
  await press(pupil, 'Follow')
  await teacher.page.getByText('2 people follow you.').waitFor()
  await pupil.page.locator('.desk[data-followed="true"]').waitFor()
  await press(teacher, 'End')
  for (const each of [teacher, pupil, late]) {
    await until(async () => (await each.page.locator('[data-followed="true"]').count()) === 0)
    await each.page.getByText(/follow Teacher/).waitFor({ state: 'detached' })
  }
})

test('[SG7] follow: a page stays where it is while somebody writes, and where they go afterwards', async () => {
  const teacher = await join('writing', 'Teacher', 'host')
  const pupil = await join('writing', 'Pupil', 'member', {
    viewport: { width: 360, height: 640 },
    reducedMotion: 'reduce',
  })
  await teacher.person('Pupil').waitFor()
  const room = pupil.page.getByRole('tab', { name: 'Room' })
  await pupil.message.fill('I am wri')
  await press(teacher, 'Follow me')
  await pupil.page.getByText('You follow Teacher.').waitFor()
  expect(await room.getAttribute('aria-selected')).toBe('false')
  // Done with it: the room is shown when they follow anew.
  await pupil.message.blur()
  await press(pupil, 'Stop following')
  await press(pupil, 'Follow')
  await until(async () => (await room.getAttribute('aria-selected')) === 'true', 'the room is shown')
  await pupil.show('People')
  await teacher.floor.focus()
  await teacher.page.keyboard.press('ArrowDown')
  await pupil.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
  expect(await room.getAttribute('aria-selected')).toBe('false')
})

test('[SG6] mute: reactions of all but hosts, which say so, are off and say why, until they are on again', async () => {
  const teacher = await join('mute', 'Teacher', 'host')
  const pupil = await join('mute', 'Pupil', 'attendee')
  await teacher.person('Pupil').waitFor()
  const mute = teacher.page.getByRole('button', { name: 'Mute reactions' })
  await mute.click()
  await pupil.toast('Reactions are muted.').waitFor()
  expect(await mute.getAttribute('aria-pressed')).toBe('true')
  expect(await pupil.thumb.getAttribute('aria-disabled')).toBe('true')
  await pupil.thumb.click({ force: true })
  await pupil.toast('A host has muted reactions.').waitFor()
  await teacher.thumb.click()
  await pupil.reactions.filter({ hasText: /^👍host$/ }).waitFor()
  expect(await pupil.reactions.count()).toBe(1)
  await pupil.page.getByRole('log').getByText('Teacher (host) reacts with 👍').waitFor({ state: 'attached' })
  await mute.click()
  await pupil.toast('Reactions are on again.').waitFor()
  await pupil.page.getByRole('button', { name: 'Party' }).click()
  await teacher.reactions.filter({ hasText: /^🎉$/ }).waitFor()
})

test('[SG8] lock: who is there stays, who comes is told and waits, and is let in when it is open', async () => {
  const teacher = await join('lock', 'Teacher', 'host')
  const pupil = await join('lock', 'Pupil', 'member')
  await teacher.person('Pupil').waitFor()
  await press(teacher, 'Lock the room')
  await pupil.page.locator('header').getByText('locked').waitFor()
  await pupil.toast('The room is locked: nobody new comes in.').waitFor()
  const late = await classroom.knock('lock', await token({ sub: 'late', name: 'Late' }))
  await late.page.getByRole('status').filter({ hasText: 'The room is locked.' }).waitFor()
  await pupil.page.reload()
  await pupil.state('Connected').waitFor()
  await press(teacher, 'Unlock the room')
  await pupil.toast('The room is open again.').waitFor()
  await late.state('Connected').waitFor({ timeout: 40_000 })
})

test('[SG9] remove: asks first; whoever is removed is told, and the others see them leave', async () => {
  const teacher = await join('remove', 'Teacher', 'host')
  const pupil = await join('remove', 'Pupil', 'member')
  const other = await join('remove', 'Other', 'member')
  await teacher.person('Pupil').waitFor()
  await other.person('Pupil').waitFor()
  expect(await other.page.getByRole('button', { name: /^Manage/ }).count()).toBe(0)
  await press(teacher, 'Manage Pupil')
  await press(teacher, 'Remove…')
  const keep = teacher.page.getByRole('button', { name: 'No, keep' })
  expect(await keep.evaluate((button) => button === document.activeElement)).toBe(true)
  await keep.click()
  await teacher.page.keyboard.press('Escape')
  expect(await other.person('Pupil').count()).toBe(1)

  await press(teacher, 'Manage Pupil')
  await press(teacher, 'Remove…')
  await press(teacher, 'Remove')
  await pupil.page.getByRole('heading', { name: 'You are out of this room' }).waitFor()
  await pupil.page.getByRole('alert').filter({ hasText: 'A host has removed you.' }).waitFor()
  await other.toast('Pupil left').waitFor()
  await other.person('Pupil').waitFor({ state: 'detached' })
  expect(await pupil.hand.count()).toBe(0)
  expect(await violations(pupil.page)).toEqual([])
})

test('[SG10] roles: an attendee becomes a member, and a viewer leaves the list, and is let take part again; both are told', async () => {
  const teacher = await join('roles', 'Teacher', 'host')
  const pupil = await join('roles', 'Pupil', 'attendee')
  const row = teacher.person('Pupil')
  await row.waitFor()
  // Where all have the same role, no row says so.
  expect(await row.locator('.person-state').textContent()).toMatch(/^(desk \d+)?$/)
  await press(teacher, 'Manage Pupil')
  const role = (name: RegExp) => teacher.page.getByRole('radio', { name })
  expect(await role(/^takes part(?! and)/).isChecked()).toBe(true)
  await role(/^takes part and writes/).check()
  await press(teacher, 'Give role')
  await pupil.toast('You take part and write now').waitFor()
  await pupil.say('I can write')
  await teacher.messages.getByText('I can write').waitFor()

  await teacher.show('People')
  await press(teacher, 'Manage Pupil')
  expect(await role(/^takes part and writes/).isChecked()).toBe(true)
  await role(/^watches/).check()
  await press(teacher, 'Give role')
  await pupil.toast('You only watch now.').waitFor()
  await row.waitFor({ state: 'detached' })
  expect(await pupil.message.isEditable()).toBe(false)

  await teacher.show('People')
  await teacher.page.getByText('Watching only').click()
  await press(teacher, 'Let Pupil take part')
  await pupil.toast('You take part now').waitFor()
  // Until then they may be in both lists.
  await teacher.page.getByText('Everyone here takes part.').waitFor()
  await row.waitFor()
})

test('[SG2] too many reactions at once: the relay refuses, and the page says why', async () => {
  const ada = await join('flood', 'Ada', 'member')
  await ada.thumb.evaluate((button: HTMLButtonElement) => {
    for (let i = 0; i < 60; i++) button.click()
  })
  await ada.toast('Too many signals').first().waitFor()
})

test('layout: at 360 pixels a host has everything, and nothing scrolls sideways', async () => {
  const long = 'w'.repeat(60)
  const teacher = await join('narrow', `Teacher ${long}`, 'host', { viewport: { width: 360, height: 640 } })
  const pupil = await join('narrow', `Pupil ${long}`, 'attendee')
  await pupil.hand.click()
  await teacher.queue.first().waitFor()
  await press(teacher, 'For hosts')
  await press(teacher, 'Follow me')
  await press(teacher, 'Lock the room')
  // As Escape has closed what was open, its button has the focus.
  await teacher.page.keyboard.press('Escape')
  expect(await teacher.page.getByRole('button', { name: 'Lock the room' }).count()).toBe(0)
  expect(await teacher.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'For hosts',
  )
  for (const name of ['Thumbs up', 'Heart', 'Laughing', 'Party', 'Thinking']) await press(pupil, name)
  await until(async () => (await teacher.reactions.count()) === 5)
  expect(await sidewaysScroll(teacher.page)).toBe(0)
  await teacher.show('People')
  await teacher.page.getByRole('button', { name: /^Manage/ }).click()
  await teacher.page.getByRole('radio', { name: /watches/i }).scrollIntoViewIfNeeded()
  expect(await sidewaysScroll(teacher.page)).toBe(0)
})
