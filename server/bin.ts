#!/usr/bin/env node
import { startUnderFlags } from './node-flags.ts'

const NEEDED = [22, 18] as const

/** Said before anything else is loaded: an older Node would fail on the first module that it does not have. */
const isOldNode = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])
}

/** SQLite is what Node 22 warns of at every start; it holds what the tests of the store ask of it. */
const withoutSqliteWarning = (): void => {
  const listeners = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.includes('SQLite')) return
    for (const listener of listeners) listener(warning)
  })
}

if (isOldNode()) {
  process.stderr.write(
    `homeroom needs Node ${NEEDED.join('.')} or later; this is ${process.versions.node}.\n`,
  )
  process.exitCode = 1
} else {
  withoutSqliteWarning()
  startUnderFlags(process.env)
  const { run } = await import('./cli.ts')
  const exitCode = await run(process.argv.slice(2), process.env)
  if (exitCode !== null) process.exitCode = exitCode
}
