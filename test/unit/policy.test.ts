import { describe, expect, test } from 'vitest'
import { Policy } from '../../server/rooms/policy.ts'
import { REMOVAL_MS } from '../../server/rooms/removals.ts'
import type { Role } from '../../shared/index.ts'
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

describe('[CH6][CH7] orders about the chat', () => {
  test('[CH6][CH7] are written, read again, and taken from others', () => {
    const policy = new Policy({ clock, roles: {} })
    expect(policy.isEmpty).toBe(true)
    policy.pauseChat(true)
    policy.muteInChat('ada with a space', true)
    policy.muteInChat('eve', true)
    policy.muteInChat('eve', false)
    const changes = policy.takeChanges() ?? {}
    expect(changes).toEqual({
      chatPaused: 'true',
      'chat-muted ada with a space': 'true',
      'chat-muted eve': null,
    })
    const stored = { chatPaused: 'true', 'chat-muted ada with a space': 'true' }
    const again = new Policy({ clock, roles: {} }, stored)
    expect([again.isChatPaused, [...again.chatMuted.keys()], again.isEmpty]).toEqual([
      true,
      ['ada with a space'],
      false,
    ])
    again.rewrite()
    expect(again.takeChanges()).toEqual(stored)
    again.take({ 'chat-muted pupil': 'true' })
    expect([again.isChatPaused, [...again.chatMuted.keys()]]).toEqual([false, ['pupil']])
  })
})

describe('[SG8] a locked room', () => {
  test('[SG8] lets in hosts, those who were there, and those who came in since', () => {
    const policy = new Policy({ clock, roles: {} })
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
    const policy = new Policy({ clock, roles: {} })
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
    const policy = new Policy({ clock, roles: {} })
    policy.order({ reactionsMuted: true }, ['ada'])
    policy.order({ locked: true }, [])
    policy.order({ follow: 7 }, ['ada'])
    expect(policy.rules).toEqual({ follow: 7, reactionsMuted: true, locked: true })
    expect(verdict(policy, 'ada')).toBe('room-locked')
  })
})

test('[SG9] whoever is removed needs a token of later; one that does not say when it was issued is none', () => {
  const policy = new Policy({ clock, roles: {} })
  policy.remove('ada')
  expect(verdict(policy, 'ada', 'member', NOW_MS - 1)).toBe('token-revoked')
  expect(verdict(policy, 'ada', 'host', NOW_MS)).toBe('token-revoked')
  expect(verdict(policy, 'ada', 'member', null)).toBe('token-revoked')
  expect(verdict(policy, 'ada', 'member', NOW_MS + 1_000)).toBe('member')
  expect(verdict(policy, 'other', 'member', NOW_MS)).toBe('member')
  expect(verdict(policy, null, 'member', null)).toBe('member')
})

test('[SG8][SG9] whoever is removed from a locked room does not come back before it is unlocked', () => {
  const policy = new Policy({ clock, roles: {} })
  policy.order({ locked: true }, ['ada'])
  policy.remove('ada')
  expect(verdict(policy, 'ada', 'member', NOW_MS + 1_000)).toBe('room-locked')
})

test('[SG10] a role that was given stands over the token, until another is given', () => {
  const policy = new Policy({ clock, roles: {} })
  policy.giveRole('ada', 'viewer')
  expect(verdict(policy, 'ada', 'host')).toBe('viewer')
  policy.giveRole('ada', 'host')
  expect(verdict(policy, 'ada', 'attendee')).toBe('host')
  policy.order({ locked: true }, [])
  expect(verdict(policy, 'ada', 'attendee')).toBe('host')
  expect(verdict(policy, null, 'attendee')).toBe('room-locked')
})

test('[SG10] 12 000 orders about people of a room are kept: the oldest of what is most is forgotten, in the store as well', () => {
  const policy = new Policy({ clock, roles: {} })
  policy.remove('bob', { name: 'Bob', waited: false })
  for (let number = 0; number <= 12_000 - 2; number++) policy.giveRole(`person ${number}`, 'host')
  expect(verdict(policy, 'bob')).toBe('token-revoked')
  expect([verdict(policy, 'person 0'), verdict(policy, 'person 1')]).toEqual(['member', 'host'])
  expect(policy.takeChanges()).toMatchObject({ 'role person 0': null, 'role person 1': 'host' })
})

describe('[ST7] what is stored of a policy', () => {
  /** A policy as a store has it after each of these changes. */
  const stored = (policy: Policy, before: Record<string, string> = {}): Record<string, string> => {
    const all = Object.entries({ ...before, ...policy.takeChanges() })
    return Object.fromEntries(all.filter((order): order is [string, string] => order[1] !== null))
  }

  test('[ST7] is the same policy again, but for whom to follow', () => {
    const policy = new Policy({ clock, roles: {} })
    policy.order({ locked: true, reactionsMuted: true, follow: 7 }, ['ada', 'an id with spaces'])
    policy.giveRole('an id with spaces', 'viewer')
    policy.remove('ada')
    policy.orderGc(false)
    const again = new Policy({ clock, roles: {} }, stored(policy))
    expect(again.rules).toEqual({ follow: null, reactionsMuted: true, locked: true })
    expect(again.gc).toBe(false)
    expect(verdict(again, 'an id with spaces')).toBe('viewer')
    expect(verdict(again, 'ada')).toBe('token-revoked')
    expect(verdict(again, 'ada', 'member', NOW_MS + 1_000)).toBe('room-locked')
  })

  test('[ST7] is nothing once all of it was taken back', () => {
    const policy = new Policy({ clock, roles: {} })
    policy.order({ locked: true, reactionsMuted: true }, ['ada'])
    policy.orderGc(false)
    const before = stored(policy)
    policy.order({ locked: false, reactionsMuted: false }, [])
    policy.orderGc(null)
    expect(stored(policy, before)).toEqual({})
    expect(policy.isEmpty).toBe(true)
  })

  test('[RO2] a role that the relay does not know does not hold, and is kept', () => {
    const orders = { 'role ada': 'king' }
    const policy = new Policy({ clock, roles: {} }, orders)
    expect(verdict(policy, 'ada')).toBe('member')
    expect(policy.isEmpty).toBe(false)
    policy.rewrite()
    expect(policy.takeChanges()).toEqual(orders)
    const again = new Policy({ clock, roles: { king: 'host' } }, orders)
    again.order({ locked: true }, [])
    // By its rights.
    expect(verdict(again, 'ada')).toBe('king')
  })

  test('[ST7] what could not be written is written with what came since, and the latest counts', () => {
    const policy = new Policy({ clock, roles: {} })
    policy.giveRole('ada', 'viewer')
    policy.giveRole('ben', 'viewer')
    const failed = policy.takeChanges()
    policy.giveRole('ada', 'host')
    policy.giveBack(failed ?? {})
    expect(policy.takeChanges()).toEqual({ 'role ada': 'host', 'role ben': 'viewer' })
    expect(policy.takeChanges()).toBeNull()
  })

  test('[SG9][ST7] a removal is kept for 400 days, and then cleaned away', () => {
    const { clock: moved, advance } = fakeClock()
    const policy = new Policy({ clock: moved, roles: {} })
    policy.remove('ada')
    advance(REMOVAL_MS - 1)
    policy.remove('ben')
    const orders = stored(policy)
    expect(verdict(new Policy({ clock: moved, roles: {} }, orders), 'ada')).toBe('token-revoked')
    advance(1)
    const later = new Policy({ clock: moved, roles: {} }, orders)
    expect([verdict(later, 'ada'), verdict(later, 'ben')]).toEqual(['member', 'token-revoked'])
    expect(later.takeChanges()).toEqual({ 'removed ada': null })
  })

  test('[ST7] what nobody here wrote does not harm', () => {
    const policy = new Policy(
      { clock, roles: {} },
      {
        'removed ben': 'yesterday',
        dance: 'true',
        '': '',
      },
    )
    expect(policy.isEmpty).toBe(true)
  })
})
