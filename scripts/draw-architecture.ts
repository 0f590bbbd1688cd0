// Draws the folders of the project and what they import of each other, from the imports themselves, into docs/architecture.md.
// `node scripts/draw-architecture.ts` writes the drawing anew; `test/unit/architecture.test.ts` checks that it is the present one.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGE = `${ROOT}docs/architecture.md`
const MARKS = ['<!-- drawing -->', '<!-- /drawing -->'] as const

/** Folders of the drawing: those of the server and of the client, and each of the others as a whole. */
const folderOf = (file: string): string => {
  const [top = '', second = '', ...rest] = file.split('/')
  const isPart = (top === 'server' || top === 'client') && rest.length > 0
  return isPart ? `${top}/${second}` : top
}

/** The project's own files that a file imports, types included. */
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(`${ROOT}${file}`, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    ([, path = '']) => posix.normalize(posix.join(posix.dirname(file), path)),
  )

const edgesOf = (files: readonly string[]): Map<string, Set<string>> => {
  const edges = new Map<string, Set<string>>()
  for (const file of files) {
    const from = folderOf(file)
    for (const imported of importsOf(file)) {
      const to = folderOf(imported)
      if (to !== from) edges.set(from, (edges.get(from) ?? new Set()).add(to))
    }
  }
  return edges
}

/** Whether `to` can be reached from `from` by more than one step: then the arrow between them says nothing new. */
const isDetour = (edges: Map<string, Set<string>>, from: string, to: string): boolean => {
  const seen = new Set<string>()
  const next = [...(edges.get(from) ?? [])].filter((folder) => folder !== to)
  for (let folder = next.pop(); folder !== undefined; folder = next.pop()) {
    if (folder === to) return true
    if (seen.has(folder)) continue
    seen.add(folder)
    next.push(...(edges.get(folder) ?? []))
  }
  return false
}

const nameOf = (folder: string): string => folder.replace('/', '_')

/** The drawing, as Mermaid: an arrow is an import, and only the last step down is drawn. */
export const drawArchitecture = (): string => {
  const files = globSync('{shared,server,client,recording,bots,examples}/**/*.{ts,tsx}', { cwd: ROOT }).sort()
  const edges = edgesOf(files)
  const folders = [...new Set(files.map(folderOf))].sort()
  const nodes = folders.map((folder) => `  ${nameOf(folder)}["${folder}"]`)
  const arrows = folders.flatMap((from) =>
    [...(edges.get(from) ?? [])]
      .sort()
      .filter((to) => !isDetour(edges, from, to))
      .map((to) => `  ${nameOf(from)} --> ${nameOf(to)}`),
  )
  return ['```mermaid', 'flowchart TD', ...nodes, ...arrows, '```'].join('\n')
}

/** The page with the drawing between its marks. */
export const withDrawing = (page: string): string => {
  const [begin, end] = MARKS
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for the drawing`)
  return `${before}${begin}\n${drawArchitecture()}\n${end}${after}`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(PAGE, withDrawing(readFileSync(PAGE, 'utf8')))
