import { expect, test } from 'vitest'
import { parseRoomId } from '../../shared/index.ts'

test.each([
  ['lesson', 'lesson'],
  ['school/5b/maths', 'school/5b/maths'],
  ['a_b.c~d:e@f-g', 'a_b.c~d:e@f-g'],
  ['%C3%A9cole', 'école'],
  ['e\u0301cole', 'école'],
  ['कक्षा', 'कक्षा'],
  ['..a', '..a'],
  ['a'.repeat(128), 'a'.repeat(128)],
])('[RM1] %j is the room %j', (path, id) => {
  expect(parseRoomId(path)).toEqual({ ok: true, value: id })
})

test.each([
  '',
  '/',
  'a/',
  '/a',
  'a//b',
  '.',
  'a/..',
  '../a',
  'a b',
  'a%',
  '%ff',
  'a?b',
  'a#b',
  '😄',
  'a\u0000',
  'a\\b',
  'a'.repeat(129),
])('[RM1] %j is no room', (path) => {
  expect(parseRoomId(path)).toMatchObject({ ok: false, fault: { code: 'bad-room' } })
})
