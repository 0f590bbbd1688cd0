import { expect, test } from 'vitest'
import { RULES_BEFORE_RELAY } from '../../../../client/presence/rules-before-relay.ts'
import { cleanField, type Json, TEXT_RULES } from '../../../../shared/index.ts'

const before = (field: string, value: Json) => cleanField(field, value, 'unit', RULES_BEFORE_RELAY)

test('without a document, what is no value of its field is none, and a text is as it was said', () => {
  expect(['x', 'hand', 'away', 'name', 'emoji'].map((field) => before(field, ['no value']))).toEqual(
    Array(5).fill(undefined),
  )
  expect([before('x', 2), before('hand', true), before('seat', 3)]).toEqual([1, true, 3])
  expect([before('name', ' Ada '), before('name', '  ')]).toEqual(['Ada', undefined])
  expect(before('user', { name: ' ', color: 'red' })).toEqual({ color: 'red' })
  expect(before('emoji', 'hello')).toBeUndefined()
})

test('without a document, what the relay has cleaned stays as it is', () => {
  const emojis = ['👍', '👩‍👩‍👧‍👦', '🇫🇷', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👍🏽', 'é', '']
  for (const emoji of emojis) {
    expect(cleanField('emoji', emoji, 'free', TEXT_RULES)).toBe(emoji)
    expect(before('emoji', emoji)).toBe(emoji)
  }
  for (const name of ['Ada Lovelace', 'क्षत्रिय', 'می‌خواهم', 'x'.repeat(64)])
    expect(before('name', name)).toBe(cleanField('name', name, 'free', TEXT_RULES))
})
