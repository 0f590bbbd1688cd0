/**
 * What several nodes cost: real relays over a Redis and a Postgres of their own. A full run writes bench/nodes.md and
 * bench/nodes.json, the costs that the model reads, and the tables of docs/scale.md.
 *
 * Run: npm run bench:nodes [-- --only huge,commits] [-- --repeats 3] [-- --quick] [-- --write]
 * After a change of the model or of a table: node bench/nodes.ts --tables, which measures nothing and writes by the last numbers.
 */
import { countIn, readFlags } from './flags.ts'
import { describeMachine } from './machine.ts'
import { measureCommits, ROOMS, WRITERS } from './nodes/commits.ts'
import { faultsOf } from './nodes/faults.ts'
import { measureOnce } from './nodes/measure.ts'
import { lineOf } from './nodes/page.ts'
import { COMPARED, PARTS } from './nodes/scenarios.ts'
import { serverVersions, startPostgres } from './nodes/servers.ts'
import { SETUPS } from './nodes/setups.ts'
import { writeNodes, writeTables } from './nodes/write-nodes.ts'
import { pinGenerator } from './relay-process.ts'
import type { Row } from './result.ts'
import type { Results } from './results.ts'
import { FULL, QUICK, type Settings } from './settings.ts'

const MS_PER_MINUTE = 60_000

const flags = readFlags(import.meta.url, {
  only: { type: 'string' },
  repeats: { type: 'string' },
  quick: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  tables: { type: 'boolean', default: false },
})

if (flags.tables) {
  process.stdout.write(`Written: ${writeTables().join(', ')}\n`)
  process.exit()
}

const base = flags.quick ? QUICK : { ...FULL, repeats: 2 }
const settings: Settings = {
  ...base,
  ...(flags.repeats !== undefined && { repeats: countIn('repeats', flags.repeats) }),
}
const isWanted = (name: string): boolean => flags.only?.split(',').includes(name) ?? true
const isFull = process.argv.length === 2
const machine = describeMachine(pinGenerator())
const startMs = performance.now()
const postgres = await startPostgres()
const rows: Row[] = []

const add = (row: Row): void => {
  rows.push(row)
  process.stdout.write(`${lineOf(row)}\n`)
}

for (let repeat = 0; repeat < settings.repeats; repeat++) {
  for (const scenario of [...COMPARED, ...PARTS].filter(({ name }) => isWanted(name)))
    for (const at of scenario.cases)
      for (const setup of SETUPS.filter(({ name }) => scenario.setups.includes(name))) {
        const measured = await measureOnce(setup, { run: scenario.at(at), postgres, settings })
        add({ scenario: scenario.name, contender: setup.name, case: at, repeat, ...measured })
      }
  if (isWanted('commits'))
    for (const writers of WRITERS)
      for (const rooms of ROOMS) {
        const measured = await measureCommits(postgres, { rooms, writers }, settings)
        add({ scenario: 'commits', contender: `${writers}`, case: rooms, repeat, ...measured })
      }
}

const results: Results = {
  command: ['npm run bench:nodes', ...(isFull ? [] : ['--', ...process.argv.slice(2)])].join(' '),
  date: new Date().toISOString().slice(0, 10),
  minutes: (performance.now() - startMs) / MS_PER_MINUTE,
  machine: { ...machine, versions: { ...machine.versions, ...serverVersions() } },
  settings,
  rows,
}
const faults = faultsOf(rows)
process.stdout.write(
  `\n${results.minutes.toFixed(1)} minutes\n${faults.map((fault) => `FAULT: ${fault}\n`).join('')}`,
)
if (isFull || flags.write) process.stdout.write(`Written: ${writeNodes(results).join(', ')}\n`)
await postgres.stop()
process.exit(faults.length === 0 ? 0 : 1)
