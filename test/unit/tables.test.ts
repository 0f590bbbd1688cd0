import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  CLOSES,
  isRole,
  MESSAGES,
  may,
  PRESENCE_PER_SECOND,
  REFUSALS,
  ROLES,
  rolesOf,
  standingOf,
} from '../../shared/index.ts'

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
  expect(may({ role: 'viewer' }, 'present')).toBe(false)
  expect(may({ role: 'attendee' }, 'write')).toBe(false)
  expect(may({ role: 'member' }, 'moderate')).toBe(false)
  expect(isRole('toString')).toBe(false)
})

test('[RO2] a word of the relay’s own has the rights of the role that it stands for, and any other word has none', () => {
  const own = { teacher: 'host', pupil: 'attendee' } as const
  expect(standingOf('teacher', own)).toEqual({ role: 'teacher', rights: 'host' })
  expect(standingOf('member', own)).toEqual({ role: 'member' })
  for (const word of ['janitor', 'toString', '__proto__', '']) expect(standingOf(word, own)).toBeNull()
  expect(may({ role: 'teacher', rights: 'host' }, 'moderate')).toBe(true)
  expect(may({ role: 'pupil', rights: 'attendee' }, 'write')).toBe(false)
  expect(may({ role: 'janitor' }, 'present')).toBe(false)
  expect(rolesOf(own)).toEqual(['viewer', 'attendee', 'member', 'host', 'teacher', 'pupil'])
})

test('[NE2] messages from 110 on are ours, and those below are y-protocols', () => {
  for (const { type, protocol } of Object.values(MESSAGES))
    expect(protocol === 'homeroom.v1').toBe(type >= 110)
})

test('[RT1] the rates of presence are those of the protocol’s table', () => {
  const protocol = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
  const [, table = ''] = protocol.split('of a crowd, so many move | messages a second |\n|---|---|---|\n')
  const said = (most: number, all: string) => (Number.isFinite(most) ? `${most}` : all)
  const rows = PRESENCE_PER_SECOND.map(({ people, moving, perSecond }) => {
    const isByMoving = PRESENCE_PER_SECOND.filter((row) => row.people === people).length > 1
    return `| ${said(people, 'more')} | ${said(moving, isByMoving ? 'more' : 'any')} | ${perSecond} |`
  })
  expect(table.split('\n\n')[0]).toBe(rows.join('\n'))
})
