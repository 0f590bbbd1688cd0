/**
 * Relays side by side: what they cost and how late they are, one load after the other.
 *
 * Run: npm run bench [-- --only lecture,lone] [-- --relays homeroom-v1,bare-ws] [-- --repeats 3] [-- --quick]
 */
import { parseArgs } from 'node:util'
import { CONTENDERS } from './contenders.ts'
import { describeMachine } from './machine.ts'
import { pinGenerator } from './relay-process.ts'
import { printRow, printTable } from './report.ts'
import type { Row } from './result.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { createSession } from './session.ts'
import { FULL, QUICK, type Settings } from './settings.ts'

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    relays: { type: 'string' },
    repeats: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})

/** Those of the table that a flag names, or all. */
const pick = <Named extends { readonly name: string }>(
  all: readonly Named[],
  names?: string,
): readonly Named[] => {
  if (names === undefined) return all
  return names.split(',').map((name) => {
    const found = all.find((one) => one.name === name)
    if (found === undefined) throw new Error(`No ${name} among ${all.map((one) => one.name).join(', ')}`)
    return found
  })
}

const base = flags.quick ? QUICK : FULL
const settings: Settings = { ...base, repeats: Number(flags.repeats ?? base.repeats) }
const scenarios = pick(SCENARIOS, flags.only)
const contenders = pick(CONTENDERS, flags.relays)
const machine = describeMachine(pinGenerator())
const rows: Row[] = []

for (const scenario of scenarios) {
  process.stdout.write(`\n${scenario.name}: ${scenario.title}\n`)
  const onRow = (row: Row) => {
    rows.push(row)
    printRow(scenario, row)
  }
  await scenario.run(createSession(scenario, { settings, contenders, onRow }))
  printTable(scenario, rows)
}
process.stdout.write(`\n${JSON.stringify(machine)}\n`)
process.exit()
