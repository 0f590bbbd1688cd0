import { expect, test } from 'vitest'
import type { HeardSignal } from '../../client/index.ts'
import type { Role } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** A room with people of these roles, by their names, who all see each other. */
const classOf = async (roles: Record<string, Role>) => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const join = async (name: string, role: Role) => {
    const client = clientRoom(wsUrl, 'lesson', {
      token: () => token({ sub: name, name, role }),
      presence: { x: 0 },
      throttleMs: 0,
    })
    await client.connected()
    const heard: HeardSignal[] = []
    client.room.signals.on('*', (signal) => heard.push(signal))
    return { ...client, heard }
  }
  const people = await Promise.all(Object.entries(roles).map(([name, role]) => join(name, role)))
  const seen = Object.entries(roles).filter(([, role]) => role !== 'viewer')
  for (const one of people) for (const [name] of seen) await one.waitFor(name)
  const of = (name: string) => {
    const found = people[Object.keys(roles).indexOf(name)]
    if (found === undefined) throw new Error(`${name} is not there`)
    return found
  }
  return { wsUrl, join, of }
}

test('[SG1] [SG12] a signal comes to everyone else, or to those who are named, with who it was', async () => {
  const { of } = await classOf({ ada: 'attendee', pupil: 'member', other: 'member' })
  const [ada, pupil, other] = [of('ada'), of('pupil'), of('other')]
  for (const number of [1, 2, 3]) expect(ada.room.signals.send('count', number).ok).toBe(true)
  const target = await ada.waitFor('pupil')
  ada.room.signals.send('secret', { for: 'pupil' }, { to: target })
  ada.room.signals.send('last')
  await until(() => pupil.heard.at(-1)?.kind === 'last' && other.heard.at(-1)?.kind === 'last')
  expect(pupil.heard.map(({ kind, data }) => [kind, data])).toEqual([
    ['count', 1],
    ['count', 2],
    ['count', 3],
    ['secret', { for: 'pupil' }],
    ['last', null],
  ])
  expect(other.heard.map(({ kind }) => kind)).toEqual(['count', 'count', 'count', 'last'])
  const { from } = pupil.heard[0] as HeardSignal
  expect(from).toMatchObject({ clientId: ada.doc.clientID, id: 'ada', name: 'ada', role: 'attendee' })
  expect(from.person).toBe(pupil.person('ada'))
  expect(ada.heard).toEqual([])
})

test('[SG11] reactions: an own one at once, those of the others together, in names and numbers', async () => {
  const { of } = await classOf({ ada: 'attendee', pupil: 'member', other: 'member' })
  const [ada, pupil, other] = [of('ada'), of('pupil'), of('other')]
  ada.room.reactions.send('👍')
  expect(ada.room.reactions.get()).toMatchObject([{ emoji: '👍', count: 1, names: ['ada'] }])
  pupil.room.reactions.send('👍')
  pupil.room.reactions.send('👍')
  for (const one of [ada, pupil, other])
    await until(() => one.room.reactions.get()[0]?.count === 2, 'two people react')
  expect(other.room.reactions.get()).toHaveLength(1)
})

test('[SG5] C88 C90 a host lowers hands: down for everyone, its owners too, of own and of stock clients', async () => {
  const { of, wsUrl } = await classOf({ teacher: 'host', ada: 'attendee' })
  const [teacher, ada] = [of('teacher'), of('ada')]
  const stock = stockClient(wsUrl, 'lesson', {
    params: { token: await token({ sub: 'stock', name: 'stock', role: 'attendee' }) },
    state: { hand: true },
  })
  ada.room.self.set({ hand: true })
  const raised = await teacher.waitFor('ada', ({ hand }) => hand === true)
  await teacher.waitFor('stock', ({ hand }) => hand === true)
  teacher.room.signals.send('lower-hand', null, { to: raised })
  await until(() => ada.room.self.get().hand === false, 'her own page shows it')
  await teacher.waitFor('ada', ({ hand }) => hand !== true)
  expect(ada.awareness.getLocalState()?.hand).toBe(false)
  expect(teacher.room.hands.get().map(({ name }) => name)).toEqual(['stock'])

  ada.room.self.set({ hand: true })
  await teacher.waitFor('ada', ({ hand }) => hand === true)
  expect(teacher.room.hands.get().map(({ name }) => name)).toEqual(['stock', 'ada'])
  teacher.room.signals.send('lower-all')
  for (const one of [teacher, ada]) await until(() => one.room.hands.get().length === 0, 'no hand is up')
  await until(() => stock.awareness.getLocalState()?.hand === false, 'the stock page shows it')
})

test('[SG4] [SG6] [SG7] rules come to everyone at once, and to who comes later', async () => {
  const { of, join } = await classOf({ teacher: 'host', ada: 'member', viewer: 'viewer' })
  const [teacher, ada, viewer] = [of('teacher'), of('ada'), of('viewer')]
  teacher.room.signals.send('mute-reactions', true)
  teacher.room.signals.send('follow', true)
  const rules = { follow: teacher.doc.clientID, reactionsMuted: true, locked: false }
  const late = await join('late', 'member')
  for (const one of [teacher, ada, viewer, late])
    await until(() => JSON.stringify(one.room.rules.get()) === JSON.stringify(rules), 'the rules are there')
  expect(ada.room.reactions.send('👍')).toMatchObject({ fault: { code: 'reactions-muted' } })
  expect(ada.room.signals.send('lock', true)).toMatchObject({ fault: { code: 'role-forbidden' } })
  expect(viewer.room.signals.send('poll')).toMatchObject({ fault: { code: 'role-forbidden' } })
  expect(teacher.room.reactions.send('👍').ok).toBe(true)
  await until(() => ada.room.reactions.get().length === 1, 'a host reacts')
  // Nobody has said itself again for that.
  expect(ada.sent.filter(([type]) => type === 1)).toHaveLength(1)
})

test('[SG2] too many signals are refused by a notice', async () => {
  const { of } = await classOf({ ada: 'member' })
  const { room } = of('ada')
  for (let i = 0; i < 40; i++) room.signals.send('poll', i)
  await until(() => room.notice.get()?.code === 'too-many-signals')
})

test('[SE3] [SG9] whoever is removed has left at once, and is told', async () => {
  const { of } = await classOf({ teacher: 'host', ada: 'member', pupil: 'member' })
  const [teacher, ada, pupil] = [of('teacher'), of('ada'), of('pupil')]
  const events: string[] = []
  pupil.room.people.listen(({ type, person }) => events.push(`${type} ${person.name}`))
  teacher.room.signals.send('remove', null, { to: await teacher.waitFor('ada') })
  await pupil.waitGone('ada')
  expect(events).toEqual(['left ada'])
  await until(() => ada.room.status.get().state === 'closed')
  expect(ada.room.status.get()).toMatchObject({ code: 4407, retry: 'never' })
})

test('[SG10] another role holds at once, and what it may is known here', async () => {
  const { of } = await classOf({ teacher: 'host', ada: 'member' })
  const [teacher, ada] = [of('teacher'), of('ada')]
  const person = await teacher.waitFor('ada')
  teacher.room.signals.send('role', 'viewer', { to: person })
  await teacher.waitGone('ada')
  expect(ada.room.welcome.get()?.identity.role).toBe('viewer')
  expect(ada.room.signals.send('poll')).toMatchObject({ fault: { code: 'role-forbidden' } })
})
