import { posix } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { withDrawing } from '../../scripts/draw-architecture.ts'
import { findFiles, readText, tableRows } from '../support/files.ts'

const MAX_LINES = 300
const MAX_FUNCTION_LINES = 60

const architecture = readText('docs/architecture.md')
const sources = findFiles('{shared,server,client,recording,bots,examples,scripts,test,bench}/**/*.{ts,tsx}')

/** Folder to the folders that it may import from, as a table of the document says. */
const layersOf = (firstColumn: string): Map<string, readonly string[]> =>
  new Map(
    tableRows(architecture, firstColumn).map(([folder = '', , allowed = '']) => [
      folder,
      allowed
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ]),
  )

/** The project's own files that a file imports, by their paths from the root. */
const importsOf = (file: string): string[] =>
  [...readText(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    posix.normalize(posix.join(posix.dirname(file), path)),
  )

const breaches = (
  files: readonly string[],
  depth: number,
  layers: Map<string, readonly string[]>,
): string[] => {
  const layerOf = (file: string) => {
    const parts = file.split('/')
    return parts.length > depth + 1 ? (parts[depth] ?? '.') : '.'
  }
  return files.flatMap((file) => {
    const own = layerOf(file)
    const allowed = layers.get(own)
    if (allowed === undefined) return [`${file} is in no layer of docs/architecture.md`]
    if (allowed.includes('everything')) return []
    return importsOf(file)
      .filter((imported) => imported.startsWith(file.split('/').slice(0, depth).join('/')))
      .filter((imported) => layerOf(imported) !== own && !allowed.includes(layerOf(imported)))
      .map((imported) => `${file} imports ${imported}`)
  })
}

test('imports go down the layers only', () => {
  const layers = layersOf('folder')
  // Pages of tests are built with the sources, so that a test of them needs no build before.
  expect(
    breaches(
      sources.filter((file) => !file.startsWith('bench/')),
      0,
      layers,
    ),
  ).toEqual([])
  expect(sources.length).toBeGreaterThan(100)
})

test('imports within the server go down its layers only', () => {
  expect(breaches(findFiles('server/**/*.ts'), 1, layersOf('folder of server'))).toEqual([])
})

test('imports within the client go down its layers only', () => {
  expect(breaches(findFiles('client/**/*.{ts,tsx}'), 1, layersOf('folder of client'))).toEqual([])
})

test('shared knows neither Node nor a page', () => {
  const packages = findFiles('shared/**/*.ts').flatMap((file) =>
    // Not the examples in docstrings, which import the package.
    [...readText(file).matchAll(/^(?! \*).*from '([^.'][^']*)'/gm)].map(([, name]) => name),
  )
  expect(new Set(packages)).toEqual(new Set(['lib0/decoding', 'lib0/encoding', 'lib0/string']))
})

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = sources.filter((file) => readText(file).split('\n').length > MAX_LINES + 1)
  expect(long).toEqual([])
})

/** The functions of a file that are longer than they may be, by their first line. */
const longFunctionsOf = (file: string): string[] => {
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest, true)
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1
  const found: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node)) {
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1
      if (lines > MAX_FUNCTION_LINES) found.push(`${file}:${lineOf(node.getStart())} has ${lines} lines`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

test(`no function is longer than ${MAX_FUNCTION_LINES} lines`, () => {
  const product = sources.filter((file) => !file.startsWith('test/'))
  expect(product.flatMap(longFunctionsOf)).toEqual([])
})

test('the drawing of the folders is the present one', () => {
  expect(withDrawing(architecture)).toBe(architecture)
})

test('the files of the ten behaviours are there', () => {
  const files = tableRows(architecture, 'behaviour').map(([, file = '']) => file)
  expect(files).toHaveLength(10)
  expect(files.filter((file) => !sources.includes(file))).toEqual([])
})

test('the glossary explains at most 30 words', () => {
  expect(tableRows(architecture, 'word').length).toBeLessThanOrEqual(30)
})

test('the environment is read in the command alone', () => {
  const readers = sources.filter(
    (file) => !/^(test|bench)\//.test(file) && readText(file).includes('process.env'),
  )
  expect(readers).toEqual(['server/bin.ts'])
})
