import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startRelay } from '../support/start-relay.ts'
import { serveFolder } from '../support/static-server.ts'
import { meet } from './meet.ts'
import { createProject, type Project } from './project.ts'

const ESBUILD = ['main.js', '--bundle', '--format=esm', '--outfile=dist/main.js']

const BUILDS: readonly [string, string, (project: Project) => Promise<unknown>][] = [
  ['vite', 'vite@8', ({ run, bin }) => run(bin('vite'), ['build', '--base=./'])],
  [
    'webpack',
    'webpack@5',
    async ({ run }) => {
      const config = `{ mode: 'production', entry: './main.js', output: { filename: 'main.js' }, performance: false }`
      const script = `import webpack from 'webpack'
webpack(${config}, (error, stats) => {
  const told = error ?? (stats.hasErrors() || stats.hasWarnings() ? stats.toString() : null)
  if (told !== null) throw new Error(told)
})`
      await run('node', ['--input-type=module', '--eval', script])
      await run('cp', ['index.html', 'dist/'])
    },
  ],
  [
    'esbuild',
    'esbuild@0.28',
    async ({ run, bin }) => {
      await run(bin('esbuild'), ESBUILD)
      await run('cp', ['index.html', 'dist/'])
    },
  ],
]

test.each(BUILDS)('a page that %s builds joins a room', async (_, tool, build) => {
  const project = await createProject([tool, 'react@19', 'react-dom@19'], ['page'])
  await build(project)
  const { wsUrl } = await startRelay()
  const pages = await serveFolder(join(project.folder, 'dist'))
  await meet(`${pages}/?relay=${wsUrl}`, /^React 19/, wsUrl)
})

test('React 18 renders it, in a page and without one', async () => {
  const project = await createProject(['esbuild@0.28', 'react@18', 'react-dom@18'], ['page'])
  expect(await project.run('node', ['html.js'])).toBe('<p>joining</p>\n')
  await project.run(project.bin('esbuild'), ESBUILD)
  await project.run('cp', ['index.html', 'dist/'])
  const { wsUrl } = await startRelay()
  const pages = await serveFolder(join(project.folder, 'dist'))
  await meet(`${pages}/?relay=${wsUrl}`, /^React 18/, wsUrl)
})
