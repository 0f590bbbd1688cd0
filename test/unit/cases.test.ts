import { expect, test } from 'vitest'
import { findFiles, readText, tableRows } from '../support/files.ts'

const rows = tableRows(readText('docs/cases.md'), 'case')

/** Cases stand in titles as words of their own. */
const CITED = /(?<=['`\] ])[VC]\d{1,2}(?= )/g

test('each case has one row, with the files that hold it or the reason why none does', () => {
  const ids = rows.map(([id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBe(91)
  for (const [id, , held = ''] of rows) {
    for (const file of held.match(/(?:test|bench)\/[\w./-]+\.ts/g) ?? [])
      expect(findFiles(file), `${id} names ${file}`).toHaveLength(1)
    expect(held.length, `${id} is answered`).toBeGreaterThan(20)
  }
})

test('each case that the title of a test names has a row', () => {
  const titles = findFiles('test/**/*.test.ts').flatMap((file) =>
    readText(file)
      .split('\n')
      .filter((line) => /^\s*(?:test|describe)\b.*\(|^\s*[`'].*[`'],$/.test(line)),
  )
  const cited = new Set(titles.flatMap((title) => title.match(CITED) ?? []))
  expect(cited.size).toBeGreaterThan(60)
  expect([...cited].filter((id) => rows.every(([row]) => row !== id))).toEqual([])
})
