// The store of docs/stores.md, as it stands there.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, describe, expect, test } from 'vitest'
import type { Store } from '../../server/index.ts'
import type { storeContract } from '../../server/store-contract.ts'
import { readText } from '../support/files.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** Below the project's own package.json, so that `homeroom/server` is this project; not in git. */
const FOLDER = fileURLToPath(new URL(`../../dist/.stores-${process.pid}`, import.meta.url))

const files = [...readText('docs/stores.md').matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```/gms)].map(
  ([, name = '', code = '']) => ({ path: join(FOLDER, name), code }),
)

mkdirSync(FOLDER, { recursive: true })
for (const { path, code } of files) writeFileSync(path, code)
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const { fileStore } = (await import(
  /* @vite-ignore */ pathToFileURL(join(FOLDER, 'file-store.ts')).href
)) as {
  fileStore: (folder: string) => Store
}

// The package that the store imports is the built one, and so is the class of its errors.
const contract = (await import(/* @vite-ignore */ 'homeroom/store-contract')) as {
  storeContract: typeof storeContract
}

describe('the store of docs/stores.md', () => {
  const cases = contract.storeContract(async () => {
    const folder = tempFolder()
    return { store: fileStore(folder), reopen: async () => fileStore(folder) }
  })
  for (const { name, run } of cases) test(name, run)
})

test('it is written in under 140 lines, and compiles with its test', () => {
  expect(files.map(({ code }) => code.trim().split('\n').length < 140)).toEqual([true, true])
  const options: ts.CompilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
  }
  const program = ts.createProgram(
    files.map(({ path }) => path),
    options,
  )
  const faults = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  expect(faults).toEqual([])
})

test('its test runs with the runner of Node', () => {
  const args = ['--test', '--test-reporter', 'tap', '--test-name-pattern', 'DO9', 'file-store.test.ts']
  const told = execFileSync(process.execPath, args, { cwd: FOLDER, encoding: 'utf8' })
  expect(told).toMatch(/^# pass [1-9]/m)
  expect(told).toMatch(/^# fail 0$/m)
})
