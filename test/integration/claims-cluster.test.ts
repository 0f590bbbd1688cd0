import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
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
