import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from './project.ts'

const VERSIONS = ['5.4', '5.9', '6.0'] as const
const RESOLUTIONS = [
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const

/** Of the server each version and each resolution once: its types come with those of Node and Hono, which take long. */
const CASES = VERSIONS.flatMap((version, row) =>
  RESOLUTIONS.flatMap(([module, resolution], column) => [
    { version, module, resolution, files: ['client.ts', 'react.tsx'], lib: ['dom', 'dom.iterable'] },
    ...(row === column ? [{ version, module, resolution, files: ['server.ts'], lib: [] }] : []),
  ]),
)

const compilers = VERSIONS.map((version) => `typescript-${version}@npm:typescript@${version}`)
const project = await createProject([...compilers, '@types/react@19', '@types/node@24'], ['types'])

test.each(CASES)(
  'TypeScript $version with $resolution: $files',
  async ({ version, module, resolution, files, lib }) => {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      skipLibCheck: false,
      // What comes with TypeScript itself takes longest, and is nobody's to mend here.
      skipDefaultLibCheck: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', ...lib],
      // A page has none of Node's.
      types: files.includes('server.ts') ? ['node'] : [],
      jsx: 'react-jsx',
      module,
      moduleResolution: resolution,
    }
    const config = `tsconfig-${version}-${resolution}-${files[0]}.json`
    await writeFile(join(project.folder, config), JSON.stringify({ compilerOptions, files }))
    const compiler = `node_modules/typescript-${version}/bin/tsc`
    const told = await project.run('node', [compiler, '-p', config]).catch(({ message }: Error) => message)
    // TypeScript 5.4 is older than the types of Node and lib0: what those packages owe it is theirs.
    const faults = told.split('\n').filter((line) => /: error TS/.test(line) && !isOfOthers(line))
    expect(faults).toEqual([])
  },
)

test('the types of React 18 fit, too', async () => {
  const { run, bin } = await createProject(['typescript@5.9', '@types/react@18'], ['types'])
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--moduleResolution',
    'bundler',
    '--module',
    'esnext',
  ]
  await run(bin('tsc'), [...flags, '--jsx', 'react-jsx', '--exactOptionalPropertyTypes', 'react.tsx'])
})

const isOfOthers = (line: string): boolean =>
  line.startsWith('node_modules/') && !line.startsWith('node_modules/homeroom/')
