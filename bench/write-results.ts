import { readFileSync, writeFileSync } from 'node:fs'
import { withTable } from './readme-table.ts'
import { type Results, toJson } from './results.ts'
import { pageOf } from './results-page.ts'
import type { Scenario } from './scenario.ts'

const fileOf = (path: string): URL => new URL(`../${path}`, import.meta.url)

/** Writes the page, the numbers, and the table of the README; tells which files it wrote. */
export const writeResults = (results: Results, scenarios: readonly Scenario[]): string[] => {
  // Where the clients take the relay's time, latencies are theirs as well: a page beside the others, and no table for the README.
  if (results.machine.sharesCore === true) {
    writeFileSync(fileOf('bench/one-core.md'), pageOf(results, scenarios))
    return ['bench/one-core.md']
  }
  const readme = withTable(readFileSync(fileOf('README.md'), 'utf8'), results.rows)
  const files = {
    'bench/results.md': pageOf(results, scenarios),
    'bench/results.json': toJson(results),
    ...(readme !== null && { 'README.md': readme }),
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(fileOf(path), text)
  return Object.keys(files)
}
