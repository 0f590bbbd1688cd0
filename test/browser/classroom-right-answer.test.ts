import { expect, test } from 'vitest'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { violations } from './axe.ts'
import { type InRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()
const relay = await startRelay({ page: classroom.folder, secrets: [SECRET] })

const button = ({ page }: InRoom, name: string) => page.getByRole('button', { name, exact: true })

const join = async (sub: string, role: 'host' | 'member') =>
  classroom.join('right', '', { relay, token: await token({ sub, name: sub, role }) })

/** The row of a choice that everyone sees as the right one. */
const marked = ({ page }: InRoom) => page.locator('.kit-bars li[data-right="true"]')

const isRight = async (visitor: InRoom, choice: string) => {
  await marked(visitor).filter({ hasText: choice }).waitFor()
  expect(await marked(visitor).count()).toBe(1)
}

test('check: a host marks the right answer once the result is shown; all see it, newcomers and after a reload too', async () => {
  const [host, ada] = [await join('Teacher', 'host'), await join('Ada', 'member')]
  await host.person('Ada').waitFor()
  await button(host, 'Lesson').click()
  await host.page.getByLabel('A to D').check()
  await button(host, 'Ask').click()
  const mark = (choice: string) => button(host, `Mark as right: ${choice}`)
  await host.page.locator('.kit-check:not([inert])').waitFor()
  expect(await mark('B').count()).toBe(0)
  await button(host, 'Show the result').click()
  await mark('B').click()
  await isRight(ada, 'B')
  await marked(ada).getByText('right').waitFor()
  expect(await mark('B').getAttribute('aria-pressed')).toBe('true')
  for (const each of [host, ada]) expect(await violations(each.page)).toEqual([])
  await mark('C').click()
  await isRight(ada, 'C')

  // What somebody else says of themselves marks nothing, also where no host has marked one.
  const forger = clientRoom(relay.wsUrl, 'right', {
    token: await token({ sub: 'Zoe', name: 'Zoe', role: 'member' }),
  })
  await forger.waitFor('Teacher')
  const said = forger.people.get().map((person) => (person as { readonly right?: unknown }).right)
  const [id] = `${said.find(Boolean)}`.split(' ')
  forger.room.self.set({ right: `${id} 0`, name: 'A Zoe' })
  await ada.person('A Zoe').waitFor()
  await isRight(ada, 'C')

  const late = await join('Late', 'member')
  await isRight(late, 'C')
  await host.page.reload()
  await host.state('Connected').waitFor()
  for (const each of [host, ada, late]) await isRight(each, 'C')
  await mark('C').click()
  for (const each of [host, ada, late]) await until(async () => (await marked(each).count()) === 0, 'no mark')
  await mark('A').click()
  await isRight(ada, 'A')
  await button(host, 'Take answers again').click()
  await until(async () => (await marked(ada).count()) === 0, 'it is open again')
})
