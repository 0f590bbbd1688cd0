import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import { removeDocExamples, writeDocExamples } from '../support/doc-examples.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFolder } from '../support/temp-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ENTRY_POINTS = [
  'client/index.ts',
  'client/presence.ts',
  'client/draw.ts',
  'client/versions.ts',
  'client/claims.ts',
  'client/lexical.ts',
  'client/excalidraw.ts',
  'client/react.tsx',
  'client/vue.ts',
  'client/svelte.ts',
  'server/index.ts',
  'shared/protocol.ts',
]

afterAll(removeDocExamples)

const optionsOf = (config: string): ts.CompilerOptions => {
  const { config: json } = ts.readConfigFile(`${ROOT}${config}`, ts.sys.readFile)
  return ts.parseJsonConfigFileContent(json, ts.sys, ROOT).options
}

const isCallable = (checker: ts.TypeChecker, symbol: ts.Symbol): boolean => {
  const declaration = symbol.valueDeclaration
  if (declaration === undefined) return false
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration)
  return type.getCallSignatures().length + type.getConstructSignatures().length > 0
}

test('each function that the package exports has an example', () => {
  const program = ts.createProgram(
    ENTRY_POINTS.map((file) => `${ROOT}${file}`),
    optionsOf('tsconfig.docs.json'),
  )
  const checker = program.getTypeChecker()
  let functions = 0
  const without = ENTRY_POINTS.flatMap((file) => {
    const source = program.getSourceFile(`${ROOT}${file}`)
    const module = source && checker.getSymbolAtLocation(source)
    return (module ? checker.getExportsOfModule(module) : []).flatMap((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      if (!isCallable(checker, symbol)) return []
      functions += 1
      return symbol.getJsDocTags(checker).some(({ name }) => name === 'example')
        ? []
        : [`${file}: ${exported.name}`]
    })
  })
  expect(functions).toBeGreaterThan(20)
  expect(without).toEqual([])
})

test('each example of the documentation compiles, and runs against a relay', async () => {
  const { wsUrl } = await startRelay()
  const examples = writeDocExamples(wsUrl)
  expect(examples.length).toBeGreaterThan(20)

  // What one of them declares for a module would hold for the others.
  const declaring = examples.filter(({ code }) => code.includes('declare module'))
  const programs = [examples.filter((one) => !declaring.includes(one)), ...declaring.map((one) => [one])]
  const options = { ...optionsOf('tsconfig.docs.json'), noUnusedLocals: false, rootDir: ROOT }
  const diagnostics = programs.flatMap((files) =>
    ts.getPreEmitDiagnostics(
      ts.createProgram(
        files.map(({ file }) => file),
        options,
      ),
    ),
  )
  const faults = diagnostics.map(({ file, messageText }) => {
    const example = examples.find((one) => one.file === file?.fileName)
    return `${example?.source ?? file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
  expect(faults).toEqual([])

  const runnable = examples.filter(({ needsPage }) => !needsPage)
  expect(runnable.length).toBeGreaterThan(10)
  // One after the other in one process: whatever one of them leaves open ends with it.
  const run = `for (const file of ${JSON.stringify(runnable.map(({ file }) => file))}) {
    await import(file).catch((error) => { console.error(file, error); process.exit(1) })
  }
  setTimeout(() => process.exit(0), 500)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', run], { cwd: tempFolder() })
  let printed = ''
  child.stderr.on('data', (chunk) => {
    printed += chunk
  })
  const [code] = await once(child, 'exit')
  expect([code, printed]).toEqual([0, expect.not.stringContaining('Error')])
})
