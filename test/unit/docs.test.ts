import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { deadLinks, MARKDOWN } from '../../scripts/check-links.ts'
import {
  CLOSES,
  LESSON_SIGNALS,
  MESSAGES,
  PRESENCE_FIELDS,
  REFUSALS,
  ROLES,
  SIGNALS,
  STAMPED_FIELDS,
} from '../../shared/index.ts'
import { findFiles, readText, tableRows } from '../support/files.ts'
import { tempFolder } from '../support/temp-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const protocol = readText('docs/protocol.md')

const matches = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map((match) => match[1]))

test('each rule of the protocol is cited by the title of a test, and each that is cited is there', () => {
  const rules = matches(protocol, /\*\*\[([A-Z]{2}\d+)\]\*\*/g)
  const tests = findFiles('test/**/*.test.ts', 'server/store/contract/*.ts').map(readText).join('\n')
  const cited = matches(tests, /\[([A-Z]{2}\d+)\]/g)
  expect(rules.size).toBeGreaterThan(40)
  expect([...rules].filter((rule) => !cited.has(rule))).toEqual([])
  expect([...cited].filter((rule) => !rules.has(rule))).toEqual([])
})

test('the tables of the protocol are those of the code', () => {
  const messages = Object.entries(MESSAGES).map(([name, { type, from, right, protocol }]) => [
    name,
    `${type}`,
    from,
    right,
    protocol,
  ])
  expect(tableRows(protocol, 'message').map((row) => row.slice(0, 5))).toEqual(messages)

  const fields = Object.keys(PRESENCE_FIELDS).map((name) => [
    name,
    STAMPED_FIELDS.some((field) => field === name) ? 'relay' : 'client',
  ])
  expect(tableRows(protocol, 'field').map((row) => row.slice(0, 2))).toEqual(fields)

  const roles = Object.entries(ROLES).map(([name, rights]) => [name, rights.join(', ')])
  expect(tableRows(protocol, 'role')).toEqual(roles)

  const signals = tableRows(protocol, 'signal').map((row) => row.slice(0, 2))
  expect(signals).toEqual(Object.entries({ ...SIGNALS, ...LESSON_SIGNALS }))

  const refusals = Object.entries(REFUSALS).map(([name, row]) => [
    name,
    `${row.http}`,
    `${row.close}`,
    row.retry,
    row.text,
  ])
  expect(tableRows(protocol, 'refusal')).toEqual(refusals)

  const closes = Object.entries(CLOSES).map(([name, row]) => [name, `${row.close}`, row.retry, row.text])
  expect(tableRows(protocol, 'close of a live connection')).toEqual(closes)
})

test('links between the documents lead somewhere', () => {
  expect(deadLinks(ROOT, MARKDOWN)).toEqual([])
})

test('a link to no file, to no anchor, and to no picture is dead; one in code and one to another host is none', () => {
  const folder = tempFolder()
  const files = {
    'a.md':
      '# A\n[b](b.md#there) [no](c.md) [b](b.md#gone) `[x](y.md)` [out](https://example.com/c.md) <img src="d.png">',
    'b.md': '## There\n## There\n[up](#there-1) [down](#there-2)',
    'a.html':
      '<p id="top"></p><a href="b.html#two">b</a> <a href="#top">top</a> <a href="gone.html">gone</a>',
    'b.html': '<p id="one"></p>',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  expect(deadLinks(folder, ['*.md', '*.html']).sort()).toEqual([
    'a.html: b.html#two',
    'a.html: gone.html',
    'a.md: b.md#gone',
    'a.md: c.md',
    'a.md: d.png',
    'b.md: #there-2',
  ])
})

test('the README and the guide say how large the client may be, as the check of its size has it', () => {
  const limits = [...readText('scripts/size.ts').matchAll(/limit: ([\d_]+)/g)].map(
    ([, bytes = '']) => `under ${Number(bytes.replace('_', '')) / 1000} kB`,
  )
  expect(limits.length).toBe(11)
  for (const limit of limits.slice(0, 2)) expect(readText('README.md')).toContain(limit)
  expect(readText('docs/guides/presence.md')).toContain(limits[1])
})
