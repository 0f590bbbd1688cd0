import { readFileSync, writeFileSync } from 'node:fs'
import { readCosts, writeCosts } from '../model/costs.ts'
import { type Results, readResults, toJson } from '../results.ts'
import { costsOf } from './costs.ts'
import { pageOf } from './page.ts'
import { withTables } from './scale-page.ts'

const fileOf = (path: string): URL => new URL(`../../${path}`, import.meta.url)

const SCALE = 'docs/scale.md'

const JSON_FILE = 'bench/nodes.json'

/** Writes the numbers of a run, and all that is made of them; tells which files it wrote. */
export const writeNodes = (results: Results): string[] => {
  writeFileSync(fileOf(JSON_FILE), toJson(results))
  return [JSON_FILE, ...writeTables()]
}

/** Writes the page, the costs of the model and the tables of docs/scale.md by the numbers of the last run. */
export const writeTables = (): string[] => {
  const results = readResults(readFileSync(fileOf(JSON_FILE), 'utf8'))
  writeCosts(costsOf(results.rows))
  const files = {
    'bench/nodes.md': pageOf(results),
    [SCALE]: withTables(readFileSync(fileOf(SCALE), 'utf8'), results.rows, readCosts()),
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(fileOf(path), text)
  return ['bench/model/costs.json', ...Object.keys(files)]
}
