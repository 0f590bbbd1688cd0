import { expect, test } from 'vitest'
import { CLOSES, isRole, MESSAGES, may, REFUSALS, ROLES } from '../../shared/index.ts'

const rows = [...Object.entries(REFUSALS), ...Object.entries(CLOSES)]

test('[CC1] what never changes by itself closes with 44xx, and nothing else does', () => {
  for (const [name, { close, retry }] of rows) {
    const isPermanent = close >= 4400 && close <= 4499
    expect([name, isPermanent]).toEqual([name, retry === 'never'])
  }
})

test('[CC2] rows that share a close code share what it says about coming back', () => {
  for (const [name, { close, retry }] of rows) {
    for (const [other, row] of rows) {
      if (row.close === close) expect([name, other, row.retry]).toEqual([name, other, retry])
    }
  }
})

test('[RO1] each role has the rights of the one before, and more', () => {
  const roles = Object.keys(ROLES).filter(isRole)
  expect(roles).toEqual(['viewer', 'attendee', 'member', 'host'])
  for (const [index, role] of roles.entries()) {
    const before = roles[index - 1]
    if (before !== undefined) expect(ROLES[role]).toEqual(expect.arrayContaining([...ROLES[before]]))
  }
  expect(may('viewer', 'present')).toBe(false)
  expect(may('attendee', 'write')).toBe(false)
  expect(may('member', 'moderate')).toBe(false)
  expect(isRole('toString')).toBe(false)
})

test('[NE2] messages from 110 on are ours, and those below are y-protocols', () => {
  for (const { type, protocol } of Object.values(MESSAGES))
    expect(protocol === 'homeroom.v1').toBe(type >= 110)
})
