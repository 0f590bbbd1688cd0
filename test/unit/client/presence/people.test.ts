import { describe, expect, test } from 'vitest'
import { eventsBetween, groupTabs, handQueue, type Person } from '../../../../client/presence/people.ts'
import type { Tab } from '../../../../client/presence/roster.ts'

const tab = (clientId: number, state: Tab['state'], changedAt = 1, status: Tab['status'] = 'here'): Tab => ({
  clientId,
  state,
  status,
  changedAt,
})

const group = (tabs: Tab[], before: readonly Person[] = []) => groupTabs(tabs, 1, before)

describe('[CP1] tabs of one verified person are one', () => {
  test('the latest active tab says where, and any raised hand counts with its first time', () => {
    const [person, ...others] = group([
      tab(1, { id: 'ada', name: 'Ada', x: 0.1, hand: true, handAt: 20 }, 1),
      tab(2, { id: 'ada', name: 'Ada', x: 0.9, hand: true, handAt: 10 }, 2),
      tab(3, { id: 'ada', name: 'Ada', x: 0.5 }, 3),
    ])
    expect(others).toEqual([])
    expect(person).toMatchObject({
      key: 'id:ada',
      x: 0.5,
      hand: true,
      handAt: 10,
      isSelf: true,
      clientIds: [1, 2, 3],
    })
  })

  test('a tab that is away, or lost, says nothing while another one is looked at', () => {
    const away = tab(1, { id: 'ada', x: 0.1, away: true }, 9)
    const here = tab(2, { id: 'ada', x: 0.2 }, 2)
    const lost = tab(3, { id: 'ada', x: 0.3, hand: true }, 8, 'reconnecting')
    expect(group([away, here, lost])[0]).toMatchObject({ x: 0.2, status: 'here' })
    expect(group([away, here, lost])[0]?.hand).toBeUndefined()
    expect(group([away])[0]).toMatchObject({ status: 'away' })
    expect(group([lost])[0]).toMatchObject({ status: 'reconnecting', x: 0.3, hand: true })
  })

  test('anonymous tabs are people of their own, whatever name they have', () => {
    expect(group([tab(1, { name: 'Ada' }), tab(2, { name: 'Ada' })]).map(({ key }) => key)).toEqual([
      'client:1',
      'client:2',
    ])
  })
})

test('[CP2] what has not changed keeps its identity, and so does the list', () => {
  const before = group([tab(1, { x: 0 }), tab(2, { x: 0 })])
  expect(group([tab(1, { x: 0 }), tab(2, { x: 0 })], before)).toBe(before)
  const after = group([tab(1, { x: 0 }), tab(2, { x: 1 })], before)
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
})

test('[CP3] hands stand in the order in which the relay saw them go up', () => {
  const people = group([
    tab(1, { hand: true, handAt: 30 }),
    tab(2, { hand: true, handAt: 10 }),
    tab(3, { hand: false, handAt: 5 }),
    tab(4, { hand: true }),
    tab(5, { hand: true, handAt: 20 }),
  ])
  const hands = handQueue(people, [])
  expect(hands.map(({ clientIds }) => clientIds[0])).toEqual([2, 5, 1, 4])
  expect(handQueue(people, hands)).toBe(hands)
})

test('[CP4] each thing that happens is one event: no leave and join for whoever is lost and comes back', () => {
  const none: readonly Person[] = []
  const here = group([tab(2, { name: 'Ada' })])
  const lost = group([tab(2, { name: 'Ada' }, 1, 'reconnecting')])
  const moved = group([tab(2, { name: 'Ada', x: 1 })])
  const types = (before: readonly Person[], after: readonly Person[]) =>
    eventsBetween(before, after).map(({ type }) => type)
  expect(types(none, here)).toEqual(['joined'])
  expect(types(here, moved)).toEqual([])
  expect(types(here, lost)).toEqual(['lost'])
  expect(types(lost, here)).toEqual(['back'])
  expect(types(lost, none)).toEqual(['left'])
})
