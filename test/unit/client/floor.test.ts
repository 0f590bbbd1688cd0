import { type TransformOptions, transform } from 'esbuild'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { findFiles, readText } from '../../support/files.ts'
import { FLOOR } from '../../support/floor.ts'

/** What is published of a source, as far as its syntax goes. */
const emitted = (file: string): string =>
  ts.transpileModule(readText(file), {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      jsx: ts.JsxEmit.ReactJSX,
      verbatimModuleSyntax: true,
    },
  }).outputText

const FLOOR_TARGETS = Object.entries(FLOOR).map(([browser, version]) => `${browser}${version}`)

/** Equal where nothing has to be written in another way for the oldest browsers. */
const bothWays = async (code: string): Promise<[string, string]> => {
  const options: TransformOptions = { format: 'esm', logLevel: 'silent' }
  const [newest, oldest] = await Promise.all(
    ['esnext', FLOOR_TARGETS].map((target) => transform(code, { ...options, target })),
  )
  return [newest?.code ?? '', oldest?.code ?? '']
}

test('each file of the client is in syntax that Chrome 109, Firefox 115 and Safari 16 can read', async () => {
  const newer: string[] = []
  for (const file of findFiles('{client,shared}/**/*.{ts,tsx}')) {
    const [newest, oldest] = await bothWays(emitted(file))
    if (newest !== oldest) newer.push(file)
  }
  expect(newer).toEqual([])
})

test.each(['class A { static { A.b = 1 } }', 'const a = /(?<=b)c/', 'const a = /[a&&b]/v'])(
  'that would be told of %s',
  async (code) => {
    const [newest, oldest] = await bothWays(code)
    expect(newest).not.toBe(oldest)
  },
)

test("the React bindings begin with 'use client', and nothing else does", () => {
  const marked = findFiles('{client,shared,server}/**/*.{ts,tsx}').filter(
    (file) => readText(file).includes("\n'use client'") || readText(file).startsWith("'use client'"),
  )
  expect(marked).toEqual(['client/react.tsx'])
  expect(emitted('client/react.tsx')).toMatch(/^'use client'/)
})
