import { expect, test } from 'vitest'
import { createLongCode, createSpokenCode, readCode, shownCode } from '../../server/links/link-code.ts'

test('[LK1] a code is read however it is typed: with spaces and hyphens, in the digits of Arabic and Persian', () => {
  for (const typed of [
    '483921705',
    '483-921-705',
    ' 483 921 705 ',
    '483.921.705',
    '٤٨٣ ٩٢١ ٧٠٥',
    '۴۸۳‐۹۲۱‐۷۰۵',
  ])
    expect(readCode(typed)).toBe('483921705')
  for (const typed of ['', '48392170', '4839217055', '483-921-70a', 'x'.repeat(21), `${'x'.repeat(21)}.`])
    expect(readCode(typed)).toBe(null)
})

test('[LK1] what is made is read again, and shown in groups where people type it', () => {
  for (let count = 0; count < 100; count++) {
    const [spoken, long] = [createSpokenCode(), createLongCode()]
    expect(spoken).toMatch(/^\d{9}$/)
    expect(shownCode(spoken)).toMatch(/^\d{3}-\d{3}-\d{3}$/)
    expect(readCode(shownCode(spoken))).toBe(spoken)
    expect(readCode(shownCode(long))).toBe(long)
  }
})
