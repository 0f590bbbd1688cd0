import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

// A compiler for each file.
const TIMEOUT_MS = 60_000

/** Each file is an app of its own: what one of them registers holds for all that is compiled with it. */
const faultsOf = (file: string): string[] => {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.docs.json`, ts.sys.readFile)
  const program = ts.createProgram([`${ROOT}test/types/${file}`], {
    ...ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options,
    paths: {
      homeroom: [`${ROOT}client/index.ts`],
      'homeroom/client': [`${ROOT}client/index.ts`],
      'homeroom/react': [`${ROOT}client/react.tsx`],
    },
    exactOptionalPropertyTypes: true,
  })
  const source = program.getSourceFile(`${ROOT}test/types/${file}`)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ file: from, start = 0, messageText }) =>
      `line ${(from?.getLineAndCharacterOfPosition(start).line ?? 0) + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  )
}

test(
  'code that names no fields and no signals of its own compiles as before',
  () => {
    expect(faultsOf('unnamed.ts')).toEqual([])
  },
  TIMEOUT_MS,
)

test(
  'own fields and signals that are named where a room is joined are typed everywhere in it',
  () => {
    expect(faultsOf('named.ts')).toEqual([])
  },
  TIMEOUT_MS,
)

test(
  'own fields and signals that are registered are typed in rooms and in hooks',
  () => {
    expect(faultsOf('registered.tsx')).toEqual([])
  },
  TIMEOUT_MS,
)
