import { expect, test } from 'vitest'
import type { Role } from '../../shared/index.ts'
import { startRelay } from '../support/start-relay.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, type JoinOptions, scrollTo, sidewaysScroll, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const join = async (room: string, name: string, role: Role, options: JoinOptions = {}) =>
  classroom.join(room, '', { token: await token({ sub: name, name, role }), ...options })

const press = ({ page }: InRoom, name: string) => page.getByRole('button', { name, exact: true }).click()

const row = ({ messages }: InRoom, text: string) => messages.getByRole('listitem').filter({ hasText: text })

/** Messages of a host who is not in the room. */
const write = async (name: string, texts: readonly string[]) => {
  await using room = await classroom.gated.relay.room(name)
  for (const text of texts) await room.chat.send(text, { by: { id: 'bot', name: 'Bot' } })
}

const box = ({ page }: InRoom) => page.locator('.composer textarea')

const receivers = ({ page }: InRoom) => page.locator('.composer-to option').allInnerTexts()

/** The box takes messages to the hosts alone, and says why. */
const isForHosts = (who: InRoom, why: string) =>
  until(
    async () =>
      (await box(who).isEditable()) &&
      (await receivers(who)).join() === 'Hosts only' &&
      (await who.page.locator('.composer-note').textContent()) === why,
    `the box is for hosts alone: ${why}`,
  )

const isOpen = (who: InRoom) =>
  until(async () => (await receivers(who)).join() === 'Everyone,Hosts only', 'the box is for everyone')

const PAUSED = 'A host has paused the chat: you can write to the hosts only.'

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, at) => `no. ${from + at}`)

test('[CC1] chat: both ways, with the name, the role and the time of the relay, kept for those who come later', async () => {
  const teacher = await join('talk', 'Teacher', 'host')
  const pupil = await join('talk', 'Pupil', 'attendee')
  await teacher.say('Hello 👋')
  const tab = (name: string) => pupil.page.getByRole('tab', { name, exact: true })
  await tab('Chat 1 new message').waitFor()
  await row(pupil, 'Hello 👋').getByText('host', { exact: true }).waitFor()
  await tab('Chat').waitFor()
  await pupil.say('<i>Hi</i>')
  await teacher.messages.getByText('<i>Hi</i>', { exact: true }).waitFor()
  await teacher.page.getByRole('log').getByText('Pupil: <i>Hi</i>').waitFor({ state: 'attached' })
  const late = await join('talk', 'TEACHER.', 'member')
  const rows = late.messages.getByRole('listitem')
  await rows.nth(1).waitFor()
  expect(await rows.locator('.name').allInnerTexts()).toEqual(['Teacher', 'Pupil'])
  expect(await rows.locator('.host-mark').allInnerTexts()).toEqual(['host'])
  expect(await rows.locator('time').count()).toBe(2)
  // It was said before: nobody is told of it again.
  expect(await late.page.getByRole('log').textContent()).not.toContain('Hello')
  // A name like the host's is marked for everybody, and hosts are told.
  await late.say('It is me')
  await row(pupil, 'It is me').getByText('not the host', { exact: true }).waitFor()
  expect(await pupil.people.filter({ hasText: 'not the host' }).locator('.name').allTextContents()).toEqual([
    'TEACHER.',
  ])
  await pupil
    .desk(/TEACHER/)
    .getByTitle('not the host')
    .waitFor()
  // After oneself hosts come first in a list.
  expect(await pupil.people.locator('.name').allTextContents()).toEqual(['Pupil', 'Teacher', 'TEACHER.'])
  const told = 'TEACHER. has the name of a host, and is none.'
  await teacher.page.getByRole('log').getByText(told).waitFor({ state: 'attached' })
  expect(await pupil.page.getByRole('log').getByText(told).count()).toBe(0)
})

test('chat: addresses of http and https are links, which open elsewhere and tell nothing of the room', async () => {
  const ada = await classroom.join('links', 'Ada')
  const isFinderLoaded = () =>
    ada.page.evaluate(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/found-links-')),
    )
  await ada.say('No address')
  await ada.messages.getByText('No address').waitFor()
  expect(await isFinderLoaded()).toBe(false)
  await ada.say(
    '(https://a.example/x?y=1) javascript:alert(1) ftp://b.example mailto:c@d.example www.e.example',
  )
  const links = ada.messages.getByRole('link')
  await links.first().waitFor()
  expect(await isFinderLoaded()).toBe(true)
  expect(await links.count()).toBe(1)
  expect(await links.evaluate((link: HTMLAnchorElement) => [link.href, link.target, link.rel])).toEqual([
    'https://a.example/x?y=1',
    '_blank',
    'noopener noreferrer',
  ])
})

test('[CH9] chat: a text that the relay does not take is not sent, and says why', async () => {
  const ada = await classroom.join('limit', 'Ada')
  const ben = await classroom.join('limit', 'Pupil')
  const family = '👩‍👩‍👧‍👦'
  await ada.message.fill(family.repeat(121))
  await ada.page.getByText('1 character too many').first().waitFor()
  await ada.page.keyboard.press('Enter')
  await ada.toast('The message is too long: 1 character too many.').waitFor()
  await ada.say(family.repeat(120))
  await ben.messages.getByText(family).waitFor()
  expect(await ben.messages.locator('.message-text').textContent()).toBe(family.repeat(120))
  await ada.message.press('Shift+Enter')
  await ada.page.keyboard.press('Enter')
  expect(await ada.messages.locator('.message').count()).toBe(1)
})

test('chat: a message that is refused says why, and is sent again or discarded', async () => {
  let refuse: string | undefined = 'Only in the break.'
  const onSignal = () => (refuse === undefined ? undefined : { refuse })
  const relay = await startRelay({ page: classroom.folder, hooks: { onSignal } })
  const ada = await classroom.join('refused', 'Ada', { relay })
  const ben = await classroom.join('refused', 'Pupil', { relay })
  for (const text of ['first', 'second']) {
    await ada.say(text)
    await row(ada, text).getByText('Only in the break.').waitFor()
  }
  await row(ada, 'second').getByRole('button', { name: 'Discard' }).click()
  await row(ada, 'second').waitFor({ state: 'detached' })
  refuse = undefined
  await row(ada, 'first').getByRole('button', { name: 'Send again' }).click()
  await row(ben, 'first').waitFor()
  await ada.messages.getByText('Only in the break.').waitFor({ state: 'detached' })
  expect(await ben.messages.getByRole('listitem').count()).toBe(1)
})

test('[CH6] [CH5] chat: a host pauses it for all, others see why they write to the hosts alone; a host deletes a message', async () => {
  const teacher = await join('orders', 'Teacher', 'host')
  const pupil = await join('orders', 'Pupil', 'member')
  await pupil.say('a bad word')
  await row(teacher, 'a bad word').waitFor()
  expect(await pupil.page.getByRole('button', { name: 'Pause chat' }).count()).toBe(0)
  expect(await pupil.page.getByRole('button', { name: /^Manage the message/ }).count()).toBe(0)
  await press(teacher, 'Pause chat')
  await isForHosts(pupil, PAUSED)
  await pupil.page.getByRole('log').getByText('The chat is paused').waitFor({ state: 'attached' })
  await teacher.say('Listen')
  await row(pupil, 'Listen').waitFor()
  await press(teacher, 'Manage the message of Pupil')
  const spoken = teacher.page.getByRole('log').getByText('a bad word')
  await spoken.waitFor({ state: 'attached' })
  await press(teacher, 'Delete for everyone')
  for (const each of [teacher, pupil]) await row(each, 'a bad word').waitFor({ state: 'detached' })
  await spoken.waitFor({ state: 'detached' })
  await press(teacher, 'Go on')
  await isOpen(pupil)
})

test('[CH7] chat: a host mutes a person, at their message or in the list of people, and lets them write again', async () => {
  const teacher = await join('mute', 'Teacher', 'host')
  const pupil = await join('mute', 'Pupil', 'member')
  const other = await join('mute', 'Other', 'member')
  await pupil.say('rude')
  await row(teacher, 'rude').waitFor()
  await press(teacher, 'Manage the message of Pupil')
  await press(teacher, 'Mute in chat')
  const muted = 'A host has muted you in the chat: you can read, and write to the hosts only.'
  await isForHosts(pupil, muted)
  await teacher.page.keyboard.press('Escape')
  await box(pupil).fill('I am sorry')
  await pupil.page.keyboard.press('Enter')
  await row(teacher, 'I am sorry').getByText('only for hosts').waitFor()
  expect(await row(other, 'I am sorry').count()).toBe(0)
  await pupil.page.reload()
  await pupil.state('Connected').waitFor()
  await isForHosts(pupil, muted)
  await isOpen(other)
  await teacher.person('Pupil').filter({ hasText: 'muted' }).waitFor()
  await press(teacher, 'Manage Pupil')
  await press(teacher, 'Unmute in chat')
  await isOpen(pupil)
})

test('[CH4] [CH15] chat: messages to the hosts and to one person are marked on both sides, and nobody else has them', async () => {
  const teacher = await join('quiet', 'Teacher', 'host')
  const pupil = await join('quiet', 'Pupil', 'attendee')
  const other = await join('quiet', 'Other', 'member')
  await pupil.show('Chat')
  await pupil.page.getByRole('combobox', { name: 'To' }).selectOption('Hosts only')
  await pupil.page.getByLabel('Message to the hosts only').fill('I need help')
  await pupil.page.keyboard.press('Enter')
  for (const each of [teacher, pupil]) await row(each, 'I need help').getByText('only for hosts').waitFor()
  await teacher.page
    .getByRole('log')
    .getByText('Pupil, only for hosts: I need help')
    .waitFor({ state: 'attached' })
  await pupil.show('People')
  await press(teacher, 'Manage the message of Pupil')
  await press(teacher, 'Reply to Pupil only')
  const answer = teacher.page.getByLabel('Message to Pupil and the hosts only')
  await until(() => answer.evaluate((element) => element === document.activeElement), 'it has the focus')
  await teacher.page.keyboard.type('I come at once')
  await teacher.page.keyboard.press('Enter')
  await row(teacher, 'I come at once').getByText('to Pupil only').waitFor()
  await pupil.page
    .getByRole('log')
    .getByText('Teacher (host), only to you: I come at once')
    .waitFor({ state: 'attached' })
  await pupil.page.getByRole('tab', { name: 'Chat 1 new message', exact: true }).waitFor()
  await row(pupil, 'I come at once').getByText('only you and the hosts').waitFor()
  await row(pupil, 'I come at once').getByRole('button', { name: 'Answer the hosts' }).click()
  await pupil.page.keyboard.type('Thank you')
  await pupil.page.keyboard.press('Enter')
  await row(teacher, 'Thank you').getByText('only for hosts').waitFor()
  // From the list of people.
  await teacher.person('Other').waitFor()
  await press(teacher, 'Manage Other')
  await press(teacher, 'Write to Other')
  await teacher.page.getByLabel('Message to Other and the hosts only').fill('Your turn')
  await teacher.page.keyboard.press('Enter')
  await row(other, 'Your turn').getByText('only you and the hosts').waitFor()
  await teacher.page.getByRole('combobox', { name: 'To' }).selectOption('Everyone')
  await teacher.say('I come')
  await row(pupil, 'I come').last().waitFor()
  expect(await row(other, 'I need help').count()).toBe(0)
  expect(await other.messages.locator('.message-text').allInnerTexts()).toEqual(['Your turn', 'I come'])
})

test('[CC3] chat: readers stay where they are, learn how much is new, and find what was before', async () => {
  const room = `long-${Date.now()}`
  await write(room, numbered(1, 80))
  const ada = await join(room, 'Ada', 'member', { reducedMotion: 'reduce' })
  const list = ada.page.locator('.messages')
  const isAtEnd = () =>
    list.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)
  await row(ada, 'no. 80').waitFor()
  await until(isAtEnd, 'the latest is in view')
  expect(await row(ada, 'no. 20').count()).toBe(0)

  /** Where a message stands on the page. */
  const topOf = (text: string) => row(ada, text).evaluate((element) => element.getBoundingClientRect().top)
  await scrollTo(list, 300)
  const before = await topOf('no. 40')
  await write(room, ['a new one', 'another'])
  await ada.page.getByRole('button', { name: '2 new messages' }).waitFor()
  expect(await topOf('no. 40')).toBe(before)
  expect(await isAtEnd()).toBe(false)

  // At the top older ones come, and what was read stays in view.
  await list.evaluate((element) => element.scrollTo({ top: 0 }))
  const first = await topOf('no. 31')
  await row(ada, 'no. 20').waitFor({ state: 'attached' })
  await until(async () => Math.abs((await topOf('no. 31')) - first) < 60, 'it stays')
  await ada.page.getByRole('button', { name: 'Earlier messages' }).waitFor({ state: 'detached' })

  await ada.page.getByRole('button', { name: '2 new messages' }).click()
  await until(isAtEnd, 'the end is in view')
  await ada.page.getByRole('button', { name: /new message/ }).waitFor({ state: 'detached' })
  await write(room, ['the last'])
  await row(ada, 'the last').waitFor()
  await until(isAtEnd, 'it follows')
})

test('chat: axe finds nothing wrong, at 360 pixels nothing scrolls sideways, and targets are large', async () => {
  const narrow = { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' } as const
  const room = `seen-${Date.now()}`
  const teacher = await join(room, `Teacher ${'w'.repeat(60)}`, 'host', narrow)
  const pupil = await join(room, 'Pupil', 'attendee', narrow)
  await pupil.show('Chat')
  await pupil.page.getByRole('combobox', { name: 'To' }).selectOption('Hosts only')
  await pupil.page.getByLabel('Message to the hosts only').fill(`https://a.example/${'x'.repeat(80)}`)
  await pupil.page.keyboard.press('Enter')
  await row(teacher, 'https').waitFor()
  await teacher.say('Hello')
  await press(teacher, 'Pause chat')
  await isForHosts(pupil, PAUSED)
  for (const { page } of [teacher, pupil]) {
    expect(await violations(page)).toEqual([])
    expect(await sidewaysScroll(page)).toBe(0)
    const sizes = await page
      .locator('.chat :is(button, select)')
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
      )
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(44)
  }
  await press(teacher, 'Manage the message of Pupil')
  await teacher.page.getByRole('dialog').waitFor()
  expect(await violations(teacher.page)).toEqual([])
  await press(teacher, 'Reply to Pupil only')
  await teacher.page.getByLabel('Message to Pupil and the hosts only').fill('Well done')
  await teacher.page.keyboard.press('Enter')
  await row(pupil, 'Well done').waitFor()
  for (const { page } of [teacher, pupil]) {
    expect(await violations(page)).toEqual([])
    expect(await sidewaysScroll(page)).toBe(0)
  }
})
