import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A file of the project, by its path from the root. */
export const readText = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8')

/** Paths of the project's files, from its root; what is installed within a folder is not the project's. */
export const findFiles = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: ROOT, exclude: ['**/node_modules'] }).sort()

/** The rows of the Markdown table whose header starts with `firstColumn`, as cells. */
export const tableRows = (markdown: string, firstColumn: string): string[][] => {
  const lines = markdown.split('\n')
  const start = lines.findIndex(
    (line, index) => line.startsWith(`| ${firstColumn} |`) && lines[index + 1]?.startsWith('|---'),
  )
  if (start === -1) throw new Error(`there is no table that starts with ${firstColumn}`)
  const rows = lines.slice(start + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return rows.slice(0, end === -1 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
