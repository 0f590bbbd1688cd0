import { expect, test } from 'vitest'
import { Roster } from '../../../../client/presence/roster.ts'
import { fakeEnvironment } from '../../../support/fake-environment.ts'

const start = () => {
  const fake = fakeEnvironment()
  let expiries = 0
  const roster = new Roster(fake.environment, () => {
    expiries += 1
  })
  return {
    ...fake,
    fake,
    roster,
    expiries: () => expiries,
    status: (id: number) => roster.tabs.get(id)?.status,
  }
}

test('[CP5] whoever is lost is kept as reconnecting for 10 s, and whoever leaves is not', () => {
  const { roster, pass, status, expiries } = start()
  roster.set(2, { name: 'Ada' })
  roster.set(3, { name: 'host' })
  roster.remove(2, true)
  roster.remove(3, false)
  expect(status(2)).toBe('reconnecting')
  expect(status(3)).toBeUndefined()
  pass(9_999)
  expect([status(2), expiries()]).toEqual(['reconnecting', 0])
  pass(1)
  expect([status(2), expiries()]).toEqual([undefined, 1])
})

test('[CP5] whoever comes back in time is here again, as they are now', () => {
  const { roster, pass, status } = start()
  roster.set(2, { x: 0 })
  roster.remove(2, true)
  pass(5_000)
  roster.set(2, { x: 1 })
  pass(20_000)
  expect(status(2)).toBe('here')
  expect(roster.tabs.get(2)?.state).toEqual({ x: 1 })
})

test('[CP6] while this client is cut off nobody goes: what they do is not known', () => {
  const { roster, pass, status } = start()
  roster.set(2, {})
  roster.set(3, {})
  roster.lost()
  roster.remove(2, true)
  pass(60_000)
  expect([status(2), status(3)]).toEqual(['reconnecting', 'reconnecting'])
  roster.set(2, {})
  roster.settle(true)
  pass(9_999)
  expect([status(2), status(3)]).toEqual(['here', 'reconnecting'])
  pass(1)
  expect([status(2), status(3)]).toEqual(['here', undefined])
})

test('[CP2] the same again is the same tab: a state, a loss, a loss of all', () => {
  const { roster } = start()
  const tab = () => roster.tabs.get(2)
  roster.set(2, { x: 0, cursor: { anchor: 1 } })
  const here = tab()
  roster.set(2, { cursor: { anchor: 1 }, x: 0 })
  expect(tab()).toBe(here)
  roster.remove(2, true)
  const lost = tab()
  roster.remove(2, true)
  roster.lost()
  expect(tab()).toBe(lost)
  roster.set(2, { x: 0, cursor: { anchor: 1 } })
  expect(tab()).toEqual(here)
})

test('stopping leaves no timer', () => {
  const { roster, fake } = start()
  roster.set(2, {})
  roster.remove(2, true)
  expect(fake.timerCount).toBe(1)
  roster.stop()
  expect(fake.timerCount).toBe(0)
})
