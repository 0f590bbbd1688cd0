import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { joinLinks } from '../support/join-links.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { byKeys } from './by-keys.ts'
import { inRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const violationsIn = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations

/** A relay that lets nobody in but by a link, with a teacher in a room. */
const school = async (room: string) => {
  const { url } = await startRelay({ page: classroom.folder, secrets: [SECRET] })
  const links = joinLinks(url, room)
  const open = async (code: string, name: string) => {
    const page = await classroom.newPage({ reducedMotion: 'reduce' })
    await page.goto(`${url}/#join=${code}`)
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Join' }).click()
    return inRoom(page)
  }
  const teacher = await open((await links.make({ role: 'host' })).code, 'Ada')
  await teacher.state('Connected').waitFor()
  return { url, links, open, teacher }
}

test('[LK9][LK11] waiting: a teacher lets one pupil in, and turns another one away, who is let in after all', async () => {
  const { links, open, teacher } = await school('door')
  const { code } = await links.make({ waits: true })
  const pupil = await open(code, 'Pupil')
  await pupil.page.getByRole('heading', { name: 'Please wait' }).waitFor()
  await pupil.page.getByText('You wait as Pupil').waitFor()
  expect(await violationsIn(pupil.page)).toEqual([])
  const other = await open(code, 'Other')
  await other.page.getByRole('heading', { name: 'Please wait' }).waitFor()
  // A reload goes on waiting, in the same place.
  await other.page.reload()
  await other.page.getByRole('heading', { name: 'Please wait' }).waitFor()

  await teacher.page.getByRole('button', { name: 'Waiting (2)' }).click()
  const dialog = teacher.page.getByRole('dialog', { name: 'Waiting room' })
  await dialog.getByText('Other', { exact: true }).waitFor()
  expect(await violationsIn(teacher.page)).toEqual([])
  await dialog.getByRole('button', { name: 'Let Pupil in' }).click()
  await pupil.state('Connected').waitFor()
  // The button that had the focus is gone: what is left has it.
  await dialog.getByText('1 person waits').and(dialog.locator(':focus')).waitFor()
  await dialog.getByRole('button', { name: 'Turn Other away' }).click()
  const told = other.page.getByRole('alert').filter({ hasText: 'Ask them to let you in after all' })
  await told.waitFor()
  await dialog.getByText('Nobody waits.').waitFor()
  // So it is by the code once more: they were turned away, and not removed.
  await other.page.getByRole('button', { name: 'Join' }).click()
  await told.getByText('(turned-away)').waitFor()

  // The way back is open below, without a press.
  await dialog.getByRole('button', { name: 'Let Other in again' }).click()
  await until(async () => (await links.removed()).length === 0, 'nobody is kept out')
  await other.page.getByRole('button', { name: 'Join' }).click()
  await other.state('Connected').waitFor()
})

test('[LK9][LK11] waiting: two without a name are asked for one, keep their place, and all who wait are counted', async () => {
  const { links, open, teacher } = await school('nameless')
  const { code } = await links.make({ waits: true })
  const first = await open(code, '')
  await first.page.getByRole('heading', { name: 'Please wait' }).waitFor()
  const second = await open(code, '')
  await teacher.toast('2 people wait to be let in.').waitFor()
  await teacher.page.getByRole('button', { name: 'Waiting (2)' }).click()
  const dialog = teacher.page.getByRole('dialog', { name: 'Waiting room' })
  const people = dialog.getByRole('list', { name: 'Waiting room' }).getByRole('listitem')
  await dialog.getByText('No name yet').nth(1).waitFor()
  await dialog.getByText('cannot come by a link for twelve hours').waitFor()
  await first.page.getByLabel('Your name, so that the host knows you').fill('Ben')
  expect(await violationsIn(first.page)).toEqual([])
  await first.page.getByRole('button', { name: 'Say my name' }).click()
  await first.page.getByText('You wait as Ben.').waitFor()
  await people.first().filter({ hasText: 'Ben' }).waitFor()
  await dialog.getByRole('button', { name: 'Let Ben in' }).click()
  await first.state('Connected').waitFor()
  await teacher.page.keyboard.press('Escape')
  await teacher.page.getByRole('list', { name: 'People' }).getByText('Ben').waitFor()
  await second.page.getByRole('heading', { name: 'Please wait' }).waitFor()
})

test('[LK10][LK11] waiting: everyone waits by a switch, and all come in at once; a pupil goes away again', async () => {
  const { links, open, teacher } = await school('switch')
  await teacher.page.getByRole('button', { name: 'Invite' }).click()
  const everyone = teacher.page.getByRole('switch', { name: 'Everyone waits' })
  await everyone.click()
  await until(async () => (await everyone.getAttribute('aria-checked')) === 'true', 'everyone waits')
  const code = (await teacher.page.locator('.poster-code').textContent()) ?? ''
  expect(await violationsIn(teacher.page)).toEqual([])
  await teacher.page.keyboard.press('Escape')

  const [one, two, three] = [await open(code, 'One'), await open(code, 'Two'), await open(code, 'Three')]
  await three.page.getByRole('button', { name: 'Cancel' }).click()
  await three.page.getByLabel('Room').waitFor()
  await teacher.page.getByRole('button', { name: 'Waiting (2)' }).click()
  await teacher.page.getByRole('button', { name: 'Let all in (2)' }).click()
  await one.state('Connected').waitFor()
  await two.state('Connected').waitFor()
  expect(await links.waiting()).toEqual([])
})

test('[LK10][LK13] waiting: a pupil who was removed comes back once the teacher lets them, into a locked room', async () => {
  const { links, open, teacher } = await school('back')
  const { code } = await links.make()
  const pupil = await open(code, 'Pupil')
  await pupil.state('Connected').waitFor()
  await teacher.page.getByRole('button', { name: 'Lock the room' }).click()
  await teacher.page.getByRole('button', { name: 'Manage Pupil' }).click()
  await teacher.page.getByRole('button', { name: 'Remove…' }).click()
  // By the code another browser of theirs would be somebody new.
  await teacher.page.getByText('unless newcomers wait').waitFor()
  await teacher.page.getByRole('button', { name: 'Remove', exact: true }).click()
  await pupil.page.getByRole('heading', { name: 'You are out of this room' }).waitFor()
  await teacher.page.getByText('Removed or turned away (1)').click()
  await teacher.page.getByRole('button', { name: 'Let Pupil in again' }).click()
  await until(async () => (await links.removed()).length === 0, 'nobody is kept out')
  await pupil.page.reload()
  await pupil.state('Connected').waitFor()
  const late = await open(code, 'Late')
  await teacher.page.getByRole('button', { name: 'Waiting (1)' }).waitFor()
  // To open the room lets in those who wait, and so it asks.
  await teacher.page.getByRole('button', { name: 'Unlock the room' }).click()
  const asked = teacher.page.getByRole('dialog', { name: 'Let 1 person in?' })
  await asked.getByRole('button', { name: 'Keep it locked' }).click()
  await late.page.getByRole('heading', { name: 'Please wait' }).waitFor()
  await teacher.page.getByRole('button', { name: 'Unlock the room' }).click()
  await asked.getByRole('button', { name: 'Unlock and let in' }).click()
  await late.state('Connected').waitFor()
  // The end of a lesson lets in nobody who waits: they hear of it.
  await teacher.page.getByRole('button', { name: 'Lock the room' }).click()
  const last = await open(code, 'Last')
  await teacher.page.getByRole('button', { name: 'Waiting (1)' }).waitFor()
  await teacher.page.getByRole('button', { name: 'Lesson', exact: true }).click()
  await teacher.page.getByRole('button', { name: 'End the lesson…' }).click()
  await teacher.page.getByRole('button', { name: 'End the lesson', exact: true }).click()
  await last.page.getByText('The lesson is over.').waitFor()
})

test('[LK10][LK13] waiting: a pupil is removed and newcomers wait by one press, so another window of theirs is not in', async () => {
  const { links, open, teacher } = await school('incognito')
  const { code } = await links.make({ role: 'attendee' })
  const pupil = await open(code, 'Pupil')
  await pupil.state('Connected').waitFor()
  const friend = await open(code, 'Friend')
  await friend.state('Connected').waitFor()
  await teacher.page.getByRole('button', { name: 'Manage Pupil' }).click()
  await teacher.page.getByRole('button', { name: 'Remove…' }).click()
  expect(await violationsIn(teacher.page)).toEqual([])
  await teacher.page.getByRole('button', { name: 'Remove, and newcomers wait' }).click()
  await pupil.page.getByRole('heading', { name: 'You are out of this room' }).waitFor()
  await until(async () => (await links.removed()).length === 1, 'the pupil is removed')
  // Another browser is another person, who waits.
  const again = await open(code, 'Pupil again')
  await again.page.getByRole('heading', { name: 'Please wait' }).waitFor()
  await teacher.page.getByRole('button', { name: 'Waiting (1)' }).waitFor()
  // Those who were inside come back by themselves.
  await friend.page.reload()
  await friend.state('Connected').waitFor()
})

test('[LK7] links: a teacher makes one for two people that ends, shows it, and revokes it', async () => {
  const { links, teacher } = await school('links')
  const { page } = teacher
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByText(/^Links \(/).click()
  await page.getByLabel('People may').selectOption('take part')
  await page.getByLabel('It ends').selectOption('hour')
  await page.getByLabel('For how many').fill('2')
  await page.getByRole('button', { name: 'Make a link' }).click()
  await page.getByText('2 people may still come').waitFor()
  const made = (await links.list()).find(({ role }: { role: string }) => role === 'attendee')
  expect(made).toMatchObject({ uses: 2, waits: false })
  await until(async () => (await page.locator('.poster-code').textContent()) === made.code, 'it is shown')
  expect(await violationsIn(page)).toEqual([])
  await page.getByRole('button', { name: `Revoke ${made.code}` }).click()
  await page.getByRole('button', { name: 'Revoke it?' }).click()
  await page.getByText('2 people may still come').waitFor({ state: 'detached' })
  expect(await links.join(made.code)).toMatchObject({ error: 'link-unknown' })
})

test('a room that is typed in capitals is the one without them, and the one with them where this browser was in it', async () => {
  const { url } = classroom.relay
  const page = await classroom.newPage()
  const type = async (room: string) => {
    await page.goto(url)
    await page.getByLabel('Room').fill(room)
    await page.getByRole('button', { name: 'Join' }).click()
    await inRoom(page).state('Connected').waitFor()
    return page.getByRole('banner').getByRole('heading').textContent()
  }
  expect(await type('7B')).toBe('7b')
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.goto(`${url}/?room=8B&autojoin=1`)
  await page.getByRole('heading', { name: '8B' }).waitFor()
  await page.getByRole('button', { name: 'Leave' }).click()
  expect(await type('8b')).toBe('8B')
})

/** So long the walk may take beside other files. */
const WALK_MS = 150_000

test('keys: a lesson from its start to its end by Tab alone, for its teacher and a pupil', {
  timeout: WALK_MS,
}, async () => {
  const { links, open, teacher } = await school('keys')
  const { code } = await links.make()
  const host = byKeys(teacher.page)
  await host.press('Invite')
  await host.to(teacher.page.getByRole('switch', { name: 'Everyone waits until I let them in' }))
  await host.key('Space')
  await host.close('Invite')
  const ada = await open(code, 'Pupil')
  await host.press('Waiting (1)')
  await host.press('Let Pupil in')
  await ada.state('Connected').waitFor()
  // The button that opened it went with the last one who waited.
  await host.close('Waiting (1)', 'Invite')
  // So it does where they go away by themselves: their buttons had the focus.
  const left = await links.come(code, { name: 'Other' })
  await host.press('Waiting (1)')
  await host.to(teacher.page.getByRole('button', { name: 'Turn Other away' }))
  await links.goAway(code, left.seat)
  const line = teacher.page.getByRole('dialog').getByText('Nobody waits.')
  await line.and(teacher.page.locator(':focus')).waitFor()
  await host.close('Waiting (1)', 'Invite')
  const pupil = byKeys(ada.page)

  await pupil.press('Raise hand')
  await host.press('Call on Pupil')
  await ada.page.getByText('You are called on.', { exact: true }).first().waitFor()
  await pupil.to(ada.page.getByRole('tab', { name: 'People' }))
  await pupil.key('ArrowRight')
  await pupil.to(ada.page.getByLabel('Message to everyone'))
  await pupil.type('Here')
  await pupil.key('Enter')
  await teacher.messages.getByText('Here').waitFor()
  await teacher.show('People')

  await host.press('Manage Pupil')
  await host.press('Give the pen')
  await ada.toast('You have the pen').waitFor()
  await host.press('Lesson')
  await host.press('Start 1 minute')
  await ada.page.getByRole('timer').waitFor()
  await host.press('Lesson')
  await host.press('Ask')
  await ada.page.locator('.kit-check:not([inert])').waitFor()
  await pupil.press('Yes')
  await teacher.page.getByText('1 of 1 answer').waitFor()
  await host.press('Show the result')
  await host.press('Desks')
  await host.close('Desks')
  await host.press('Settings')
  await host.close('Settings')

  await host.press('Lesson')
  await host.press('End the lesson…')
  await host.to(teacher.page.getByRole('checkbox', { name: /as a file/ }))
  await host.key('Space')
  await host.press('End the lesson')
  await pupil.to(ada.page.getByRole('dialog').getByRole('button', { name: 'Leave' }))
  await pupil.key('Enter')
  await ada.page.getByRole('button', { name: 'Join the room' }).waitFor()
})
