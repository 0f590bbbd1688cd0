import { describe, expect, test } from 'vitest'
import { createPolicies, Policy } from '../../server/rooms/policy.ts'
import type { Role, RoomId } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'

const { clock } = fakeClock()

const NOW_MS = Date.UTC(2030, 0, 1)

const applicant = (id: string | null, role: Role = 'member', issuedAtMs: number | null = NOW_MS) => ({
  identity: { id, name: null, role, mayRename: true },
  issuedAtMs,
})

const verdict = (policy: Policy, ...of: Parameters<typeof applicant>) => {
  const admitted = policy.admit(applicant(...of))
  return admitted.ok ? admitted.value.identity.role : admitted.fault.code
}

describe('[SG8] a locked room', () => {
  test('[SG8] lets in hosts, those who were there, and those who came in since', () => {
    const policy = new Policy(clock)
    policy.order({ locked: true }, ['ada', 'pupil'])
    expect(verdict(policy, 'ada')).toBe('member')
    expect(verdict(policy, 'late')).toBe('room-locked')
    expect(verdict(policy, null)).toBe('room-locked')
    expect(verdict(policy, 'teacher', 'host')).toBe('host')
    policy.entered('teacher')
    policy.giveRole('teacher', 'member')
    expect(verdict(policy, 'teacher', 'host')).toBe('member')
  })

  test('[SG8] that is locked again keeps those who were let in, and forgets them once it is unlocked', () => {
    const policy = new Policy(clock)
    policy.order({ locked: true }, ['ada'])
    policy.order({ locked: true }, ['pupil'])
    expect([verdict(policy, 'ada'), verdict(policy, 'pupil')]).toEqual(['member', 'member'])
    policy.order({ locked: false }, [])
    expect(verdict(policy, 'anybody')).toBe('member')
    policy.entered('anybody')
    policy.order({ locked: true }, [])
    expect([verdict(policy, 'ada'), verdict(policy, 'anybody')]).toEqual(['room-locked', 'room-locked'])
  })

  test('[SG8] another order neither locks nor unlocks', () => {
    const policy = new Policy(clock)
    policy.order({ reactionsMuted: true }, ['ada'])
    policy.order({ locked: true }, [])
    policy.order({ follow: 7 }, ['ada'])
    expect(policy.rules).toEqual({ follow: 7, reactionsMuted: true, locked: true })
    expect(verdict(policy, 'ada')).toBe('room-locked')
  })
})

test('[SG9] whoever is removed needs a token of later; one that does not say when it was issued is none', () => {
  const policy = new Policy(clock)
  policy.remove('ada', NOW_MS)
  expect(verdict(policy, 'ada', 'member', NOW_MS - 1)).toBe('token-revoked')
  expect(verdict(policy, 'ada', 'host', NOW_MS)).toBe('token-revoked')
  expect(verdict(policy, 'ada', 'member', null)).toBe('token-revoked')
  expect(verdict(policy, 'ada', 'member', NOW_MS + 1_000)).toBe('member')
  expect(verdict(policy, 'other', 'member', NOW_MS)).toBe('member')
  expect(verdict(policy, null, 'member', null)).toBe('member')
})

test('[SG8][SG9] whoever is removed from a locked room does not come back before it is unlocked', () => {
  const policy = new Policy(clock)
  policy.order({ locked: true }, ['ada'])
  policy.remove('ada', NOW_MS)
  expect(verdict(policy, 'ada', 'member', NOW_MS + 1_000)).toBe('room-locked')
})

test('[SG10] a role that was given stands over the token, until another is given', () => {
  const policy = new Policy(clock)
  policy.giveRole('ada', 'viewer')
  expect(verdict(policy, 'ada', 'host')).toBe('viewer')
  policy.giveRole('ada', 'host')
  expect(verdict(policy, 'ada', 'attendee')).toBe('host')
  policy.order({ locked: true }, [])
  expect(verdict(policy, 'ada', 'attendee')).toBe('host')
  expect(verdict(policy, null, 'attendee')).toBe('room-locked')
})

test('[SG10] what is ordered is kept by room, of ten thousand rooms and people: the oldest is forgotten', () => {
  const policies = createPolicies(clock)
  const roomOf = (number: number) => `room ${number}` as RoomId
  expect(policies.peek(roomOf(0))).toBeNull()
  policies.of(roomOf(0)).giveRole('ada', 'host')
  expect(policies.peek(roomOf(1))).toBeNull()
  for (let number = 0; number <= 10_000; number++) policies.of(roomOf(number))
  expect(policies.peek(roomOf(0))).toBeNull()
  expect(policies.peek(roomOf(1))).not.toBeNull()
  const policy = new Policy(clock)
  for (let number = 0; number <= 10_000; number++) policy.giveRole(`person ${number}`, 'host')
  expect([verdict(policy, 'person 0'), verdict(policy, 'person 1')]).toEqual(['member', 'host'])
})
