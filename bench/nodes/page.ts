import { markdownTable, summarize } from '../report.ts'
import type { Column, Row } from '../result.ts'
import type { Results } from '../results.ts'
import { COMMIT_COLUMNS } from './commits.ts'
import { COMPARED, type NodesScenario, PARTS } from './scenarios.ts'
import { SETUPS } from './setups.ts'

const DEFINITIONS = `Each run starts its relays as processes, with a Redis of their own where there are two; relays and Redis share one core,
all clients are one process on the other one, where Postgres is, too: raw sockets over loopback. What is measured is processor time, so
that sharing a core changes what is late and not what it costs. A cell is the median of the runs, with the least and the most of them.
[results.md](results.md) defines moves, staleness and what is in time. "Cores" is processor time for each second.

- **Bus messages** are \`PUBLISH\` commands by Redis' own count, \`bus bytes\` all that Redis reads. **Of them about rooms** is heard by a
  subscriber of all channels in the second after the measured one; what a node says about itself (a beat each second) is not among them.
- **On both nodes**: people are given to the two nodes in turn. **On one node**: rooms are.
- **Hocuspocus** with \`@hocuspocus/extension-redis\`, both as they come.`

const WRITING: Pick<NodesScenario, 'name' | 'title' | 'caseTitle' | 'columns'> = {
  name: 'commits',
  title:
    'a store alone: relays that do nothing but write, one commit after another, each of so many rooms; Postgres as it comes, on the disk of this machine',
  caseTitle: 'rooms in a commit',
  columns: COMMIT_COLUMNS,
}

const titleOf = (name: string): string =>
  SETUPS.find((setup) => setup.name === name)?.title ?? (name === '1' ? 'one relay' : `${name} relays`)

const noteOf = (runs: readonly Row[]): string => [...new Set(runs.flatMap(({ notes }) => notes))].join('; ')

/** The table of a scenario: a line for each case and setup. */
const tableOf = ({ name, caseTitle, columns }: typeof WRITING, all: readonly Row[]): string => {
  const rows = all.filter((row) => row.scenario === name)
  const keys = [...new Set(rows.map((row) => JSON.stringify([row.case, row.contender])))]
  const lines = keys.map((key) => {
    const [at, contender] = JSON.parse(key) as [number | null, string]
    const runs = rows.filter((row) => row.case === at && row.contender === contender)
    const cells = columns.map((column) => summarize(runs, column))
    return [...(caseTitle ? [`${at}`] : []), titleOf(contender), ...cells, noteOf(runs)]
  })
  return markdownTable(
    [...(caseTitle ? [caseTitle] : []), 'relays', ...columns.map(({ title }) => title), 'note'],
    lines,
  )
}

/** The page about one go. */
export const pageOf = ({ command, date, minutes, machine, settings, rows }: Results): string => {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  return `${[
    '# Benchmark of several nodes',
    `Written by \`${command}\` on ${date}, in ${minutes.toFixed(0)} minutes. What it means: [docs/scale.md](../docs/scale.md).`,
    [
      `- **Machine**: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, Linux ${machine.kernel}, Node ${machine.node}`,
      `- **Versions**: ${versions.join(', ')}`,
      `- **Windows**: ${settings.measuredMs} ms after ${settings.warmUpMs} ms, ${settings.repeats} repeats`,
    ].join('\n'),
    DEFINITIONS,
    ...[...COMPARED, ...PARTS, WRITING].flatMap((scenario) => [
      `## ${scenario.name}`,
      `${scenario.title[0]?.toUpperCase()}${scenario.title.slice(1)}.`,
      tableOf(scenario, rows),
    ]),
  ].join('\n\n')}\n`
}

/** One line for a run that has just ended. */
export const lineOf = (row: Row): string => {
  const { columns } = [...COMPARED, ...PARTS, WRITING].find(({ name }) => name === row.scenario) ?? WRITING
  const values = columns.map((column: Column) => `${column.key} ${summarize([row], column)}`).join(', ')
  return `${row.scenario} ${row.case ?? ''} ${row.contender} #${row.repeat + 1}: ${values} ${row.notes.join('; ')}`
}
