/**
 * Relays side by side: what they cost and how late they are, one load after the other. A full run writes the results.
 *
 * Run: npm run bench [-- --only lecture,lone] [-- --relays homeroom-v1,bare-ws] [-- --repeats 3] [-- --write]
 *      [-- --length quick|short|full|nightly] (a look whether it works, all once, 37 minutes, long windows)
 *      [-- --connections 20000] (how many there are where nobody does anything; 5000 is the default)
 *      [-- --cores 1] (relay and clients on one core; 2, a core for each, is the default)
 */

import { ALL_CONTENDERS, CONTENDERS } from './contenders.ts'
import { countIn, namedIn, readFlags } from './flags.ts'
import { describeMachine } from './machine.ts'
import { pinGenerator } from './relay-process.ts'
import { lineOf, tableOf, targetTable } from './report.ts'
import type { Row } from './result.ts'
import type { Results } from './results.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { createSession } from './session.ts'
import { FULL, NIGHTLY, QUICK, type Settings, SHORT } from './settings.ts'
import { evaluate } from './targets.ts'
import { writeResults } from './write-results.ts'

const MS_PER_MINUTE = 60_000

const flags = readFlags(import.meta.url, {
  only: { type: 'string' },
  relays: { type: 'string' },
  repeats: { type: 'string' },
  length: { type: 'string', default: 'full' },
  cores: { type: 'string', default: '2' },
  connections: { type: 'string' },
  write: { type: 'boolean', default: false },
})

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const LENGTHS: Readonly<Record<string, Settings>> = {
  quick: QUICK,
  short: SHORT,
  full: FULL,
  nightly: NIGHTLY,
}

const base = LENGTHS[flags.length]
if (base === undefined) throw new Error(`No length ${flags.length} among ${Object.keys(LENGTHS).join(', ')}`)
if (!['1', '2'].includes(flags.cores)) throw new Error(`--cores is 1 or 2, not ${flags.cores}`)
const sharesCore = flags.cores === '1'
const settings: Settings = {
  ...base,
  ...(flags.repeats !== undefined && { repeats: countIn('repeats', flags.repeats) }),
  ...(flags.connections !== undefined && { connections: countIn('connections', flags.connections) }),
}
const scenarios = namedIn('only', SCENARIOS, flags.only)
const contenders = flags.relays === undefined ? CONTENDERS : namedIn('relays', ALL_CONTENDERS, flags.relays)
const isFull = process.argv.length === 2
const machine = describeMachine(pinGenerator(sharesCore), sharesCore)
const rows: Row[] = []
const startMs = performance.now()

for (const scenario of scenarios) {
  print(`\n${scenario.name}: ${scenario.title}`)
  const onRow = (row: Row) => {
    rows.push(row)
    print(lineOf(scenario, row))
  }
  await scenario.run(createSession(scenario, { settings, contenders, onRow }))
  print(`\n${tableOf(scenario, rows)}`)
}

const results: Results = {
  command: ['npm run bench', ...(isFull ? [] : ['--', ...process.argv.slice(2)])].join(' '),
  date: new Date().toISOString().slice(0, 10),
  minutes: (performance.now() - startMs) / MS_PER_MINUTE,
  machine,
  settings,
  rows,
}
print(`\n${targetTable(evaluate(rows))}\n\n${results.minutes.toFixed(1)} minutes`)
if (isFull || flags.write) print(`Written: ${writeResults(results, scenarios).join(', ')}`)
// Relays that did not end by themselves end with this process.
process.exit()
