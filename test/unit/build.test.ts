import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { isBuilt } from '../../scripts/build-if-changed.ts'
import { tempFolder } from '../support/temp-folder.ts'

const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json']
const FOLDERS = ['shared', 'client', 'server', 'recording', 'bots', 'examples']

test('npm start builds where a source is newer than the last build, or gone since, and else does not', () => {
  const root = tempFolder()
  const put = (file: string, atS: number) => {
    const path = join(root, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '')
    utimesSync(path, atS, atS)
  }
  const settle = () => {
    for (const folder of [...FOLDERS, 'examples/home']) utimesSync(join(root, folder), 1_000, 1_000)
  }
  for (const file of FILES) put(file, 1_000)
  for (const folder of FOLDERS) put(`${folder}/index.ts`, 1_000)
  put('examples/home/app.tsx', 1_000)
  settle()
  expect(isBuilt(root)).toBe(false)
  put('dist/page/inspect.html', 2_000)
  expect(isBuilt(root)).toBe(true)
  // What packages have below their own folders is the lock file's.
  put('examples/node_modules/late.js', 3_000)
  settle()
  expect(isBuilt(root)).toBe(true)
  put('examples/home/app.tsx', 3_000)
  settle()
  expect(isBuilt(root)).toBe(false)
  put('examples/home/app.tsx', 1_000)
  settle()
  expect(isBuilt(root)).toBe(true)
  rmSync(join(root, 'examples/home/app.tsx'))
  expect(isBuilt(root)).toBe(false)
})
