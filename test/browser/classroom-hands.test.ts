import { expect, test } from 'vitest'
import { stockClient } from '../support/stock-client.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { type InRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

const showsQueue = (who: InRoom, names: readonly string[]) =>
  until(
    async () => JSON.stringify(await who.queueNames()) === JSON.stringify(names),
    `the queue is ${names.join(', ')}`,
  )

test('hands: the queue is in the order of the relay, the same for everyone; the button answers at once', async () => {
  const ada = await classroom.join('queue', 'Ada')
  const ben = await classroom.join('queue', 'Pupil')
  const cleo = await classroom.join('queue', 'Neighbour')
  await ada.person('Neighbour').waitFor()
  // A row under the mouse stays there while hands go up, and moves when the mouse is gone.
  const row = ada.person('Neighbour')
  const top = async () => (await row.boundingBox())?.y
  await row.hover()
  const before = await top()
  await cleo.hand.click()
  await row.getByRole('img', { name: 'hand raised' }).waitFor()
  expect(await top()).toBe(before)
  await ada.page.getByRole('button', { name: 'Invite' }).hover()
  await until(async () => ((await top()) ?? 0) > (before ?? 0), 'the row goes down')
  await cleo.hand.click()
  await showsQueue(ada, [])
  await cleo.hand.click()
  expect(await cleo.hand.getAttribute('aria-pressed')).toBe('true')
  await showsQueue(ada, ['Neighbour'])
  await ada.hand.click()
  await showsQueue(ben, ['Neighbour', 'Ada'])
  await ben.hand.click()
  for (const each of [ada, ben, cleo]) await showsQueue(each, ['Neighbour', 'Ada', 'Pupil'])
  await ben.person('Ada').getByRole('img', { name: 'hand raised' }).waitFor()
  await ada.hand.getByText('no. 2').waitFor()

  await cleo.hand.click()
  for (const each of [ada, ben, cleo]) await showsQueue(each, ['Ada', 'Pupil'])
  await cleo.hand.click()
  for (const each of [ada, ben, cleo]) await showsQueue(each, ['Ada', 'Pupil', 'Neighbour'])
})

test('[SG11] reactions: each emoji with how many people, for 4 s; the avatar has it as long, for stock clients too', async () => {
  const ada = await classroom.join('reactions', 'Ada')
  const ben = await classroom.join('reactions', 'Pupil')
  const stock = stockClient(classroom.relay.wsUrl, 'reactions', { state: { name: 'Stock', emoji: '☕' } })
  await ben.person('Ada').waitFor()
  await ada.person('Stock').getByRole('img', { name: '☕' }).waitFor()
  const badge = (name: string) => ben.person('Ada').getByRole('img', { name, exact: true })
  for (let i = 0; i < 5; i++) await ada.thumb.press('Space')
  await badge('thumbs up').waitFor()
  await until(() => [...stock.awareness.getStates().values()].some(({ emoji }) => emoji === '👍'))
  await ben.thumb.click()
  await ben.page.getByRole('button', { name: 'Party' }).click()
  for (const each of [ada, ben]) {
    await each.reactions.filter({ hasText: '2 × 👍' }).waitFor()
    await each.reactions.filter({ hasText: /^🎉$/ }).waitFor()
  }
  for (const each of [ada, ben]) await until(async () => (await each.reactions.count()) === 0)
  await badge('thumbs up').waitFor({ state: 'detached' })
  await ben.page.getByRole('log').getByText('2 people reacted with 👍 🎉').waitFor({ state: 'attached' })
  expect(await ben.page.getByRole('log').getByText('reacts with').count()).toBe(0)
  // What a stock client shows stays until it takes it away.
  expect(await ada.person('Stock').getByRole('img', { name: '☕' }).count()).toBe(1)
})

test('reactions: any emoji by the dialog, and no other text', async () => {
  const ada = await classroom.join('any-emoji', 'Ada')
  const ben = await classroom.join('any-emoji', 'Pupil')
  await ben.person('Ada').waitFor()
  const type = async (text: string) => {
    await ada.page.getByRole('button', { name: 'More reactions' }).click()
    await ada.page.getByLabel('Any other emoji').fill(text)
    await ada.page.keyboard.press('Enter')
  }
  await type('hello')
  await ada.toast('A reaction is one emoji.').waitFor()
  await type('👩‍👩‍👧‍👦')
  await ben.reactions.filter({ hasText: '👩‍👩‍👧‍👦' }).waitFor()
  await ben.person('Ada').getByRole('img', { name: '👩‍👩‍👧‍👦' }).waitFor()
  expect(await ben.reactions.count()).toBe(1)
})

test('[SG5] host: lowers one hand, and all, of stock clients too; whoever raises it again is at the end', async () => {
  const host = await token({ sub: 'teacher', name: 'Teacher', role: 'host' })
  const teacher = await classroom.join('lower', '', { token: host })
  await teacher.person('Teacher').getByText('host').waitFor()
  const names = ['Ada', 'Second', 'Third']
  const pupils: InRoom[] = []
  for (const name of names) {
    const pupil = await classroom.join('lower', '', {
      token: await token({ sub: name, name, role: 'attendee' }),
    })
    pupils.push(pupil)
    await pupil.hand.click()
    await teacher.queue.filter({ hasText: name }).waitFor()
  }
  const [ada, second, third] = pupils as [InRoom, InRoom, InRoom]
  await teacher.page.getByRole('button', { name: 'Lower the hand of Second' }).click()
  for (const each of [teacher, ...pupils]) await showsQueue(each, ['Ada', 'Third'])
  await second.toast('Your hand was lowered.').waitFor()
  expect(await second.hand.getAttribute('aria-pressed')).toBe('false')
  expect(await second.page.getByRole('button', { name: /Lower the hand of/ }).count()).toBe(0)

  await second.hand.click()
  for (const each of [teacher, ...pupils]) await showsQueue(each, ['Ada', 'Third', 'Second'])
  const stock = stockClient(classroom.gated.wsUrl, 'lower', {
    params: { token: await token({ sub: 'stock', name: 'Stock' }) },
    state: { hand: true },
  })
  await teacher.page.getByRole('button', { name: 'Lower the hand of Stock' }).click()
  await until(() => stock.awareness.getLocalState()?.hand === false, 'the hand of the stock client is down')
  for (const each of [teacher, ...pupils]) await showsQueue(each, ['Ada', 'Third', 'Second'])
  // Somebody who is called on is not told of the hand as well.
  await teacher.page.getByRole('button', { name: 'Call on Third' }).click()
  await third.page.locator('.kit-spotlight').getByText('You are called on.').waitFor()
  await teacher.page.getByRole('button', { name: 'Lower all' }).click()
  for (const each of [teacher, ada, second, third]) await showsQueue(each, [])
  await ada.toast('Your hand was lowered.').waitFor()
  expect(await third.toast('Your hand was lowered.').count()).toBe(0)
  await teacher.page.close()
  await third.page.getByRole('log').getByText('Teacher (host) left').waitFor({ state: 'attached' })
})

test('viewer: sees everything, is seen by nobody, and every control says why it is off', async () => {
  const member = await token({ sub: 'ada', name: 'Ada', role: 'member' })
  const ada = await classroom.join('view', '', { token: member })
  const viewer = await classroom.join('view', 'Guest', { relay: classroom.gated })
  await viewer.person('Ada').waitFor()
  await viewer.page.getByText('1 person').waitFor()
  expect(await ada.people.count()).toBe(1)
  const why = 'You are watching'
  for (const control of [
    viewer.hand,
    viewer.thumb,
    viewer.page.getByRole('button', { name: 'More reactions' }),
    viewer.send,
    viewer.desk('Desk 9, free'),
  ]) {
    expect(await control.getAttribute('aria-disabled')).toBe('true')
    const reason = await control.getAttribute('aria-describedby')
    expect(await viewer.page.locator(`[id="${reason}"]`).textContent()).toContain(why)
  }
  expect(await viewer.message.isEditable()).toBe(false)
  await viewer.page.locator('.composer').getByText(why).first().waitFor()
  await viewer.hand.click({ force: true })
  await viewer.toast(why).waitFor()
  await viewer.floor.focus()
  await viewer.page.keyboard.press('ArrowLeft')
  await ada.desk('Desk 4, free').click()
  await viewer.desk('Desk 4, Ada').waitFor()
  expect(await ada.people.count()).toBe(1)
})

test('attendee: walks, sits, reacts, raises a hand and chats, and is told why there is no writing', async () => {
  const attendee = await token({ sub: 'pupil', name: 'Pupil', role: 'attendee' })
  const ada = await classroom.join('attend', '', { token: await token({ sub: 'ada', name: 'Ada' }) })
  const pupil = await classroom.join('attend', '', { token: attendee })
  await ada.person('Pupil').waitFor()
  await pupil.hand.click()
  await showsQueue(ada, ['Pupil'])
  await pupil.stand()
  await ada.avatar('Pupil').waitFor()
  const start = await ada.placeOf(ada.avatar('Pupil'))
  await pupil.floor.focus()
  await pupil.page.keyboard.press('ArrowLeft')
  await until(async () => (await ada.placeOf(ada.avatar('Pupil'))).x < start.x)
  await pupil.desk('Desk 4, free').click()
  await ada.desk('Desk 4, Pupil').waitFor()
  await pupil.say('I may chat')
  await ada.messages.getByText('I may chat').waitFor()
  expect(await pupil.text.isEditable()).toBe(false)
})

test('[CP1] tabs: two of one verified person are one person, and the last to go takes them along', async () => {
  const jwt = await token({ sub: 'ada', name: 'Ada' })
  const watcher = await classroom.join('tabs', '', { token: await token({ sub: 'pupil', name: 'Pupil' }) })
  const one = await classroom.join('tabs', '', { token: jwt })
  const two = await classroom.join('tabs', '', { token: jwt, context: one.page.context() })
  await watcher.page.getByText('2 people').waitFor()
  await two.page.getByText('2 people').waitFor()
  await one.desk('Desk 6, free').click()
  await two.desk('Desk 6, your seat').waitFor()
  await two.desk('Desk 7, free').click()
  await one.desk('Desk 7, your seat').waitFor()
  await watcher.desk('Desk 6, free').waitFor()
  await one.hand.click()
  await showsQueue(watcher, ['Ada'])
  // The other tab lowers the hand of the person, and not its own, which is down.
  await two.hand.click()
  await showsQueue(watcher, [])
  expect(await one.hand.getAttribute('aria-pressed')).toBe('false')
  await one.hand.click()
  await showsQueue(watcher, ['Ada'])
  // The person sits on in the tab that is left.
  await two.page.getByRole('button', { name: 'Leave' }).click()
  await one.desk('Desk 7, your seat').waitFor()
  await watcher.desk('Desk 7, Ada').waitFor()
  await one.page.getByRole('button', { name: 'Leave' }).click()
  await watcher.page.getByText('1 person').waitFor()
  await watcher.desk('Desk 7, free').waitFor()
})
