import { readFileSync, writeFileSync } from 'node:fs'
import type { Costs } from './model.ts'

const FILE = new URL('costs.json', import.meta.url)

const DIGITS = 3

/** The costs of the last full run of `npm run bench:nodes`. */
export const readCosts = (): Costs => JSON.parse(readFileSync(FILE, 'utf8')) as Costs

/** With as many digits as a measurement may claim. */
export const rounded = (costs: Costs): Costs =>
  Object.fromEntries(
    Object.entries(costs).map(([key, value]) => [key, Number(value.toPrecision(DIGITS))]),
  ) as unknown as Costs

export const writeCosts = (costs: Costs): void =>
  writeFileSync(FILE, `${JSON.stringify(rounded(costs), null, 2)}\n`)
