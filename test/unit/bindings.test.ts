import { expect, test } from 'vitest'
import { CASES } from '../bindings/cases.ts'
import { CLIENTS } from '../bindings/check.ts'
import { CLIENT_TITLES, tableOf } from '../bindings/table.ts'
import { readText, tableRows } from '../support/files.ts'

const page = readText('docs/bindings.md')
const rows = tableRows(page, 'binding')
const { dependencies } = JSON.parse(readText('test/bindings/package.json'))

test('the page of bindings is what the run writes', () => {
  const found = rows.map(([title = '', versions = '', of, ...cells]) => {
    const [document = '', carets = '', offline = '', viewer = ''] = cells
    const client = CLIENTS.find((one) => CLIENT_TITLES[one] === of) ?? 'own'
    return { title, versions, client, found: { document, carets, offline, viewer } }
  })
  const versions = ['yjs', 'y-websocket'].map((name) => `${name} ${dependencies[name]}`).join(', ')
  expect(page).toBe(tableOf(found, versions))
})

test('the table of bindings has every binding with both clients', () => {
  const expected = CASES.flatMap(({ title }) => CLIENTS.map((client) => [title, CLIENT_TITLES[client]]))
  expect(rows.map(([title, , client]) => [title, client])).toEqual(expected)
})

test('the table of bindings was made with the versions that are installed for it', () => {
  for (const { title, packages } of CASES) {
    const versions = packages.map((name) => `${name} ${dependencies[name]}`).join(', ')
    for (const [, found] of rows.filter(([of]) => of === title)) expect(found).toBe(versions)
  }
})

test('every cell of the table of bindings says what works, or why not', () => {
  for (const [title, , client, ...cells] of rows)
    for (const cell of cells)
      expect(cell, `${title}, ${client}`).toMatch(/^(yes|none: \w|no: \w|readonly$|not taken, and)/)
})
