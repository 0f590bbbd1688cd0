import { setTimeout as sleep } from 'node:timers/promises'
import * as Y from 'yjs'
import { KNOWING_DOCUMENTS } from '../contenders.ts'
import { buildDocument } from '../load/document.ts'
import { type Entrance, enterRoom } from '../load/enter.ts'
import { type Joined, joinDocument } from '../load/joiner.ts'
import { writeUpdate } from '../load/sync-message.ts'
import type { RelayProcess } from '../relay-process.ts'
import { type Run, repeat, type Scenario } from '../scenario.ts'

const PEOPLE = 20
const DOCUMENT_BYTES = 5_000_000

/** After this long with next to no work a relay has put the document away. */
const CALM_MS = 300
const CALM_CPU_SECONDS = 0.01
const CALM_AFTER_MS = 10_000

const MIB = 2 ** 20

export const join: Scenario = {
  name: 'join',
  title: `${PEOPLE} people with nothing join a room with a document of ${DOCUMENT_BYTES / 1e6} MB at once`,
  contenders: KNOWING_DOCUMENTS,
  columns: [
    { key: 'relayCpuSeconds', title: 'relay cpu, s', digits: 2 },
    { key: 'firstMs', title: 'first has everything after, ms', digits: 0 },
    { key: 'lastMs', title: 'last has everything after, ms', digits: 0 },
    { key: 'wholePercent', title: 'whole documents, %', digits: 0 },
    { key: 'rssMib', title: 'relay RSS, MiB', digits: 0 },
  ],
  run: (session) => repeat(session, measureJoin),
}

const measureJoin: Run = async (relay, { wire }) => {
  const entrance = { port: relay.port, wire, room: 'lesson' }
  const writer = enterRoom(entrance, null)
  const joined: Joined[] = []
  try {
    await writer.opened
    const expected = await writeDocument(entrance, (update) =>
      writer.send(wire.wrap('lesson', writeUpdate(update))),
    )
    await calm(relay)
    const cpuStart = relay.cpuSeconds
    const startMs = performance.now()
    joined.push(...(await Promise.all(Array.from({ length: PEOPLE }, () => joinDocument(entrance)))))
    await calm(relay)
    const cpuSeconds = relay.cpuSeconds - cpuStart
    const times = joined.map(({ atMs }) => atMs - startMs)
    return {
      values: {
        relayCpuSeconds: cpuSeconds,
        firstMs: Math.min(...times),
        lastMs: Math.max(...times),
        wholePercent: (joined.filter(({ update }) => versionOf(update) === expected).length / PEOPLE) * 100,
        rssMib: relay.rssBytes / MIB,
      },
      notes: [],
    }
  } finally {
    writer.destroy()
    for (const { leave } of joined) leave()
  }
}

/** Writes the document, waits until a relay has it, and changes it: no answer of before is good for it any more. */
const writeDocument = async (entrance: Entrance, send: (update: Uint8Array) => void): Promise<string> => {
  documentUpdate ??= buildDocument(DOCUMENT_BYTES)
  send(documentUpdate)
  const expected = versionOf(documentUpdate)
  for (let version = ''; version !== expected; ) {
    const { update, leave } = await joinDocument(entrance)
    version = versionOf(update)
    leave()
  }
  const change = changeOf()
  send(change)
  return versionOf(Y.mergeUpdates([documentUpdate, change]))
}

/** Built by the first run that needs it. */
let documentUpdate: Uint8Array | null = null

const changeOf = (): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('board').insert(0, 'Good morning. ')
  return Y.encodeStateAsUpdate(doc)
}

/** The content of a document, as the length of each client's part. */
const versionOf = (update: Uint8Array): string =>
  JSON.stringify(
    [...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update))].toSorted(([a], [b]) => a - b),
  )

/** Waits until the relay does nothing more. */
const calm = async (relay: RelayProcess): Promise<void> => {
  const endMs = performance.now() + CALM_AFTER_MS
  for (let spent = Number.POSITIVE_INFINITY; spent > CALM_CPU_SECONDS && performance.now() < endMs; ) {
    const before = relay.cpuSeconds
    await sleep(CALM_MS)
    spent = relay.cpuSeconds - before
  }
}
