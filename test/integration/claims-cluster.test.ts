import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import { memoryStore } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { until } from '../support/until.ts'

test('[CM7] people on three relays have one pen: taken, refused, given by a host, and free when its holder leaves', async () => {
  const { join } = await relayCluster()
  const people = [await join(0, 'ada', 'host'), await join(1, 'second'), await join(2, 'third')] as const
  for (const one of people) for (const name of ['ada', 'second', 'third']) await one.waitFor(name)
  const [ada, second, third] = people
  const holder = (name: string | null) =>
    until(
      () => people.every(({ room }) => (claimsOf(room).holderOf('pen')?.name ?? null) === name),
      `${name} has the pen, as each page shows it`,
    )
  expect(await claimsOf(second.room).take('pen')).toEqual({ ok: true })
  await holder('second')
  expect(await claimsOf(third.room).take('pen')).toMatchObject({
    ...{ ok: false, fault: { code: 'claim-taken' } },
    by: { name: 'second', isOwn: false },
  })
  expect(await claimsOf(ada.room).give('pen', await ada.waitFor('third'))).toEqual({ ok: true })
  await holder('third')
  await until(() => claimsOf(third.room).holderOf('pen')?.isOwn === true, 'its own page says so')
  expect(claimsOf(second.room).holderOf('pen')?.isOwn).toBe(false)
  third.room.leave()
  await ada.waitGone('third')
  expect(await claimsOf(ada.room).take('pen')).toEqual({ ok: true })
  await until(() => claimsOf(second.room).holderOf('pen')?.name === 'ada', 'the others see it')
})

test('[CM8] a host gives the pen to somebody on another relay, who writes, also by a third one and after all have started again', async () => {
  const store = memoryStore()
  onTestCleanup(() => store.close())
  type Person = Awaited<ReturnType<Awaited<ReturnType<typeof relayCluster>>['join']>>
  const mayWrite = ({ welcome }: Person, rights: string) =>
    until(() => welcome.get()?.identity.rights === rights, `they are ${rights}`)
  const first = await relayCluster({ store: keptOpen(store) })
  const [teacher, ada] = [await first.join(0, 'teacher', 'host'), await first.join(1, 'ada', 'attendee')]
  const [pen, adas] = [claimsOf(teacher.room), claimsOf(ada.room)]
  expect(await pen.give('pen', await teacher.waitFor('ada'), { writes: true })).toEqual({ ok: true })
  await mayWrite(ada, 'member')
  ada.text.insert(0, 'one')
  await until(() => teacher.text.toString() === 'one', 'the host has it')
  await until(() => adas.holderOf('pen')?.isOwn === true)

  // Her tablet is at a third relay: the pen moves there, and the right with it.
  const tablet = await first.join(2, 'ada', 'attendee')
  await until(() => claimsOf(tablet.room).holderOf('pen')?.name === 'ada')
  expect(await claimsOf(tablet.room).take('pen')).toEqual({ ok: true })
  await mayWrite(tablet, 'member')
  await mayWrite(ada, 'attendee')
  await Promise.all(first.relays.map(({ close }) => close()))
  for (const { room } of [teacher, ada, tablet]) room.leave()

  const second = await relayCluster({ store: keptOpen(store) })
  const [eve, again] = [await second.join(0, 'eve', 'attendee'), await second.join(1, 'ada', 'attendee')]
  // It is kept for her at each of them.
  expect(await claimsOf(eve.room).take('pen')).toMatchObject({ fault: { code: 'claim-taken' } })
  expect(await claimsOf(again.room).take('pen')).toEqual({ ok: true })
  await mayWrite(again, 'member')
  again.text.insert(0, 'two and ')
  await until(() => eve.text.toString() === 'two and one', 'it is in the room')

  const host = await second.join(2, 'teacher', 'host')
  await until(() => claimsOf(host.room).holderOf('pen')?.name === 'ada')
  expect(await claimsOf(host.room).give('pen', null)).toEqual({ ok: true })
  await mayWrite(again, 'attendee')
  expect(await claimsOf(again.room).take('pen')).toEqual({ ok: true })
  await eve.waitFor('ada')
  expect(again.welcome.get()?.identity.rights).toBe('attendee')
})
