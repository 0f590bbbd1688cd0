// What versions take in a data file: a year of hourly versions of a document of 1 MB, with a rule and without.
// node bench/versions.ts [HOURS_WITH_RULE [HOURS_WITHOUT]]
import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { sqliteStore } from '../server/store/sqlite.ts'
import type { KeepingStore } from '../server/store/store.ts'
import { outdatedBy, type VersionRule } from '../server/versions/rule.ts'
import { StoredVersions } from '../server/versions/stored-versions.ts'

const DOCUMENT_BYTES = 1_000_000
const EDITS_PER_HOUR = 20
const HOUR_MS = 3_600_000
const YEAR_HOURS = 365 * 24
const RULE: VersionRule = { hourly: 24, daily: 30 }
/** What was made before is gone by the rule, and is not made here: that takes hours. */
const LAST_HOURS = 31 * 24

const [withRule = YEAR_HOURS, without = YEAR_HOURS] = process.argv.slice(2).map(Number)

let state = 1
const below = (end: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state % end
}

/** Words that are not all the same, as people write. */
const words = (length: number): string => {
  let text = ''
  while (text.length < length)
    text += `${below(2_000).toString(36)}${['', 'ing', 'ed', 'ly'][below(4)] ?? ''} `
  return text.slice(0, length)
}

const write = (doc: Y.Doc, edits: number): void => {
  const text = doc.getText('text')
  for (let edit = 0; edit < edits; edit++) {
    const at = below(text.length + 1)
    text.insert(at, words(20))
    if (text.length > DOCUMENT_BYTES) text.delete(below(text.length - 20), 20)
  }
}

const measure = async (rule: VersionRule | null, hours: number): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'versions-'))
  const file = join(folder, 'example.db')
  const store = sqliteStore(file)
  const versions = new StoredVersions(store as unknown as KeepingStore)
  const doc = new Y.Doc()
  doc.getText('text').insert(0, words(DOCUMENT_BYTES))
  let bytes = 0
  for (let hour = 0; hour < hours; hour++) {
    write(doc, EDITS_PER_HOUR)
    if (rule !== null && hour < hours - LAST_HOURS) continue
    const update = Y.encodeStateAsUpdate(doc)
    const made = await versions.write('lesson', update, {
      ...({ name: null, cause: 'schedule', by: null, epoch: 'e' } as const),
      digest: `${hour}`,
      atMs: hour * HOUR_MS,
    })
    bytes = made.storedBytes
    if (rule === null) continue
    for (const one of outdatedBy(rule, await versions.list('lesson'))) await versions.remove('lesson', one)
  }
  const kept = await versions.list('lesson')
  const documentMb = (kept[0]?.bytes ?? 0) / 1e6
  await store.close()
  const mb = statSync(file).size / 1e6
  const named = rule === null ? 'without a rule' : JSON.stringify(rule)
  console.log(
    `${named}: ${kept.length} versions of ${hours}, the last of ${documentMb.toFixed(2)} MB takes ` +
      `${(bytes / 1e6).toFixed(2)} MB; the file has ${mb.toFixed(1)} MB`,
  )
  await rm(folder, { recursive: true })
}

await measure(RULE, withRule)
await measure(null, without)
