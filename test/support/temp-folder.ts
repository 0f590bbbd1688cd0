import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestCleanup } from './cleanup.ts'

/** A folder for the files of a test, gone when the test or the file that made it ends. */
export const tempFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-'))
  onTestCleanup(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The path of a data file that is not there yet. */
export const tempFile = (name = 'homeroom.db'): string => join(tempFolder(), name)
