import { CONTENDERS } from './contenders.ts'
import type { Column, Row } from './result.ts'
import type { Scenario } from './scenario.ts'
import { median } from './statistics.ts'

const titleOf = (name: string): string =>
  CONTENDERS.find((contender) => contender.name === name)?.title ?? name

const format = (value: number, digits: number): string =>
  value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  })

/** The median of the runs, and the least and the most where there are several. */
const summarize = (rows: readonly Row[], { key, digits }: Column): string => {
  const values = rows.map((row) => row.values[key] ?? null).filter((value) => value !== null)
  if (values.length === 0) return '-'
  const middle = format(median(values), digits)
  if (values.length === 1) return middle
  return `${middle} (${format(Math.min(...values), digits)}–${format(Math.max(...values), digits)})`
}

/** What stands beside a name where runs had something to say. */
const noteOf = (rows: readonly Row[]): string => [...new Set(rows.flatMap((row) => row.notes))].join('; ')

/** The table of a scenario as Markdown: a line for each case and relay. */
export const tableOf = (scenario: Scenario, all: readonly Row[]): string => {
  const rows = all.filter((row) => row.scenario === scenario.name)
  const cases = [...new Set(rows.map((row) => row.case))].toSorted((a, b) => (a ?? 0) - (b ?? 0))
  const { caseTitle } = scenario
  const head = [
    ...(caseTitle ? [caseTitle] : []),
    'relay',
    ...scenario.columns.map(({ title }) => title),
    'note',
  ]
  const lines = cases.flatMap((at) =>
    CONTENDERS.map(({ name }) => rows.filter((row) => row.case === at && row.contender === name))
      .filter((runs) => runs.length > 0)
      .map((runs) => [
        ...(caseTitle ? [`${at}`] : []),
        titleOf(runs[0]?.contender ?? ''),
        ...scenario.columns.map((column) => summarize(runs, column)),
        noteOf(runs),
      ]),
  )
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export const printTable = (scenario: Scenario, rows: readonly Row[]): void => {
  process.stdout.write(`\n${tableOf(scenario, rows)}\n`)
}

/** One line for a run that has just ended. */
export const printRow = ({ columns }: Scenario, row: Row): void => {
  const values = columns.map(({ key, digits }) => `${key} ${summarize([row], { key, digits, title: key })}`)
  const at = row.case === null ? '' : ` ${row.case}`
  process.stdout.write(
    `  ${row.contender}${at} #${row.repeat + 1}: ${values.join(', ')} ${row.notes.join('; ')}\n`,
  )
}
