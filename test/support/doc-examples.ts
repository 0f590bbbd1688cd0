// The examples of the public docstrings, as files that can be compiled and run.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findFiles, readText } from './files.ts'

export interface DocExample {
  /** Where it stands, for people. */
  readonly source: string
  /** The path of its file. */
  readonly file: string
  readonly code: string
  /** It needs a page, so that Node cannot run it. */
  readonly needsPage: boolean
}

/** Below the project's own package.json, so that `homeroom/client` is this project; not in git. */
const FOLDER = fileURLToPath(new URL(`../../dist/.examples-${process.pid}/`, import.meta.url))

const PAGE_NAMES =
  /\b(document|window|addEventListener|innerWidth|requestAnimationFrame|smooth|warnUnsaved)\b/

/** Reads every `@example` of the product; `wsUrl` is the relay that they join. */
export const writeDocExamples = (wsUrl: string): readonly DocExample[] => {
  mkdirSync(FOLDER, { recursive: true })
  const examples = findFiles('{client,server,shared}/**/*.{ts,tsx}').flatMap((path) =>
    [...readText(path).matchAll(/^ *\* @example\n((?: *\*.*\n)+?) *\* ```\n/gm)].map(([text, block = '']) => {
      const line = readText(path).slice(0, readText(path).indexOf(text)).split('\n').length
      const [fence = '', ...lines] = block.split('\n').map((one) => one.replace(/^ *\* ?/, ''))
      const code = lines
        .join('\n')
        .replaceAll('ws://127.0.0.1:1234', wsUrl)
        .replaceAll('http://127.0.0.1:1234', wsUrl.replace(/^ws/, 'http'))
        .replaceAll('port: 1234', 'port: 0')
      const extension = fence.includes('tsx') ? 'tsx' : 'ts'
      const file = `${FOLDER}${path.replaceAll(/[/.]/g, '-')}-${line}.${extension}`
      return {
        source: `${path}:${line}`,
        file,
        code,
        needsPage: extension === 'tsx' || PAGE_NAMES.test(code),
      }
    }),
  )
  for (const { file, code } of examples) writeFileSync(file, code)
  return examples
}

export const removeDocExamples = (): void => rmSync(FOLDER, { recursive: true, force: true })
