import { ALL_CONTENDERS } from './contenders.ts'
import { spreadOf } from './medians.ts'
import type { Column, Row } from './result.ts'
import type { Scenario } from './scenario.ts'
import type { Target } from './targets.ts'

const titleOf = (name: string): string =>
  ALL_CONTENDERS.find((contender) => contender.name === name)?.title ?? name

/** A Markdown table. */
export const markdownTable = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The median of the runs, and the least and the most where there are several. */
export const summarize = (runs: readonly Row[], { key, digits }: Column): string => {
  const spread = spreadOf(runs, key)
  if (spread === null) return '-'
  const middle = spread.median.toFixed(digits)
  if (runs.length === 1) return middle
  return `${middle} (${spread.least.toFixed(digits)}–${spread.most.toFixed(digits)})`
}

/** The notes of all runs, each once. */
const noteOf = (runs: readonly Row[]): string => [...new Set(runs.flatMap(({ notes }) => notes))].join('; ')

/** The table of a scenario: a line for each case and relay. */
export const tableOf = ({ name, caseTitle, columns }: Scenario, all: readonly Row[]): string => {
  const rows = all.filter((row) => row.scenario === name)
  const cases = [...new Set(rows.map((row) => row.case))].toSorted((a, b) => (a ?? 0) - (b ?? 0))
  const lines = cases.flatMap((at) =>
    ALL_CONTENDERS.map((contender) =>
      rows.filter((row) => row.case === at && row.contender === contender.name),
    )
      .filter((runs) => runs.length > 0)
      .map((runs) => [
        ...(caseTitle ? [`${at}`] : []),
        titleOf(runs[0]?.contender ?? ''),
        ...columns.map((column) => summarize(runs, column)),
        noteOf(runs),
      ]),
  )
  return markdownTable(
    [...(caseTitle ? [caseTitle] : []), 'relay', ...columns.map(({ title }) => title), 'note'],
    lines,
  )
}

export const targetTable = (targets: readonly Target[]): string =>
  markdownTable(
    ['target', 'found', 'met'],
    targets.map(({ title, found, isMet }) => [
      title,
      found,
      isMet === null ? 'not measured' : isMet ? 'yes' : '**no**',
    ]),
  )

/** One line for a run that has just ended. */
export const lineOf = ({ columns }: Scenario, row: Row): string => {
  const values = columns.map((column) => `${column.key} ${summarize([row], column)}`).join(', ')
  const at = row.case === null ? '' : ` ${row.case}`
  return `  ${row.contender}${at} #${row.repeat + 1}: ${values} ${row.notes.join('; ')}`
}
