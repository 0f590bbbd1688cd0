import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import { findFiles, readText } from '../support/files.ts'
import {
  type GuideBlock,
  type GuideSection,
  guideSections,
  LANGUAGES,
  needsPage,
} from '../support/guide-sections.ts'
import {
  openSection,
  removeGuideFolder,
  runNodeBlock,
  runShellBlock,
  writeSection,
} from '../support/guide-world.ts'
import { runNode } from '../support/run-command.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

afterAll(removeGuideFolder)

const sections = guideSections()

test('the guides are there, and each of their blocks is in a language that is run', () => {
  expect(findFiles('docs/guides/*.md').length).toBeGreaterThan(8)
  const languages = new Set(sections.flatMap(({ blocks }) => blocks.map(({ language }) => language)))
  expect([...languages].filter((one) => !LANGUAGES.some((known) => known === one))).toEqual([])
})

test('each block of TypeScript in the README and the guides compiles', async () => {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.docs.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const written = (await Promise.all(sections.map((section) => writeSection(section, 1234)))).flat()
  const blocks = written.filter(({ language }) => ['ts', 'tsx'].includes(language))
  expect(blocks.length).toBeGreaterThan(20)
  // What one app registers holds for all files of a program: here for the other blocks of its page.
  const registers = ({ code }: GuideBlock) => code.includes('declare module')
  const pageOf = ({ source }: GuideBlock) => source.split(':')[0]
  const pages = blocks.filter(registers).map((one) => blocks.filter((block) => pageOf(block) === pageOf(one)))
  const apps = [blocks.filter((block) => !registers(block)), ...pages]
  const faults = apps.flatMap((files) => {
    const program = ts.createProgram(
      files.map(({ file }) => file),
      { ...options, noUnusedLocals: false, rootDir: ROOT },
    )
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const block = blocks.find((one) => one.file === file?.fileName)
      return `${block?.source ?? file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  })
  expect(faults).toEqual([])
})

test('the guides install packages of this project alone, or such as it is tested with', () => {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(readText('package.json'))
  const known = Object.keys({ homeroom: '', ...dependencies, ...devDependencies, ...peerDependencies })
  const installed = sections.flatMap(({ text }) =>
    [...text.matchAll(/\bnpm (?:i|install) (.*)$/gm)].flatMap(([, names = '']) =>
      names.replace(/#.*/, '').trim().split(/ +/),
    ),
  )
  expect(
    installed.filter((name) => !name.startsWith('-') && !name.includes('/') && !known.includes(name)),
  ).toEqual([])
})

test('the guide to operating names each flag of the command', async () => {
  const help = runNode('server/bin.ts', ['--help'])
  expect(await help.exited()).toBe(0)
  const flagsOf = (text: string) => new Set(text.match(/--[a-z-]+/g))
  const synopsis = /^```\n(homeroom .*?)^```/ms.exec(readText('docs/guides/operating.md'))?.[1] ?? ''
  // Every command has them.
  const common = ['--help', '--version']
  expect([...flagsOf(help.stdout())].filter((flag) => !common.includes(flag)).sort()).toEqual(
    [...flagsOf(synopsis)].sort(),
  )
})

/** It has a test of its own, with a database. */
const needsPostgres = ({ text }: GuideSection) => /from 'pg'/.test(text)

for (const section of sections.filter((one) => !one.blocks.some(needsPage) && !needsPostgres(one))) {
  test(`it runs: ${section.title}`, async () => {
    const world = await openSection(section)
    const shell = world.blocks.filter(({ language }) => language === 'sh')
    const faults = []
    for (const block of world.blocks) {
      // What a later block runs by its name is not run by itself.
      if (block.name !== null && shell.some(({ code }) => code.includes(block.name ?? ''))) continue
      const run = block.language === 'sh' ? runShellBlock : runNodeBlock
      faults.push(await run(world, section, block))
    }
    expect(faults.map((fault) => fault()).filter((fault) => fault !== null)).toEqual([])
  })
}
