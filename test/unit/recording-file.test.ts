import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Happening, RecordedEvent } from '../../recording/format.ts'
import { createRecording, inspectRecording, readRecording } from '../../recording/recording-file.ts'
import { tempFile } from '../support/temp-folder.ts'

const HEADER = { room: 'school/7b', startedAt: '2030-01-01T00:00:00.000Z' }

const update = (): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'Hello')
  return Y.encodeStateAsUpdate(doc)
}

// A line ends at a newline alone: others that JSON may have in a string end none.
const HAPPENINGS: readonly Happening[] = [
  { update: update() },
  { people: new Map([[7, { name: 'Ada\u2028\u2029\r', x: 0.5, cursor: { a: [1] } }]]) },
  { people: new Map([[7, { x: null }]]) },
  { signal: { kind: 'bell', data: { loud: true }, client: 7 } },
  { signal: { kind: 'bell', data: null, client: null } },
  { lost: 'the relay is going down' },
  { back: true },
  { people: new Map([[7, null]]) },
  { end: true },
]

const written = (): string => {
  const path = tempFile('lesson.rec')
  const writer = createRecording(path, HEADER)
  for (const [index, happening] of HAPPENINGS.entries()) writer.write(index * 10, happening)
  writer.close()
  expect(writer.bytes()).toBe(readFileSync(path).length)
  return path
}

const eventsOf = async (path: string): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = []
  for await (const event of readRecording(path)) events.push(event)
  return events
}

test('[RP3] what was written is read, whole', async () => {
  const path = written()
  expect(await inspectRecording(path)).toEqual({ ...HEADER, lengthMs: 80, isCut: false })
  expect(await eventsOf(path)).toEqual(
    HAPPENINGS.map((happening, index) => ({ ms: index * 10, ...happening })),
  )
})

test('[RP3] cut off at any byte it has what stands before, and says so; without its first line it is none', async () => {
  const bytes = readFileSync(written())
  const path = tempFile('cut.rec')
  const header = bytes.indexOf('\n') + 1
  for (let end = 0; end < bytes.length; end++) {
    writeFileSync(path, bytes.subarray(0, end))
    if (end < header)
      await expect(inspectRecording(path)).rejects.toThrow('does not begin as a recording does')
    else {
      const lines = bytes.subarray(0, end).toString().split('\n').length - 2
      expect(await inspectRecording(path)).toMatchObject({ isCut: true })
      expect(await eventsOf(path)).toHaveLength(lines)
    }
  }
})

test.each([
  ['no JSON', 'hello'],
  ['another kind of thing', '{"ms":5,"what":1}'],
  ['two things at once', '{"ms":5,"back":true,"end":true}'],
  ['no time', '{"back":true}'],
  ['a time before the last one', '{"ms":1,"back":true}'],
  ['an update that is none', '{"ms":5,"update":"AQID"}'],
  ['an update that is no base64', '{"ms":5,"update":"AAA"}'],
  ['people that are a list', '{"ms":5,"people":[]}'],
  ['a person under no clientID', '{"ms":5,"people":{"__proto__":{"x":1}}}'],
  ['a person that is a text', '{"ms":5,"people":{"7":"Ada"}}'],
  ['a signal without data', '{"ms":5,"signal":{"kind":"bell","client":7}}'],
  ['something behind its end', '{"ms":5,"end":true}\n{"ms":6,"back":true}'],
])('[RP3] a file with %s in it is refused, by the number of the line', async (_what, line) => {
  const path = tempFile('junk.rec')
  createRecording(path, HEADER).write(3, { back: true })
  writeFileSync(path, `${readFileSync(path, 'utf8')}${line}\n{"ms":9,"end":true}\n`)
  await expect(inspectRecording(path)).rejects.toThrow(/junk\.rec is no recording: its line [34] /)
})

test('[RP3] a recording of a later version, and a file of another kind, are refused as what they are', async () => {
  const path = tempFile('later.rec')
  writeFileSync(path, `${JSON.stringify({ homeroom: 'recording', version: 2, ...HEADER })}\n`)
  await expect(inspectRecording(path)).rejects.toThrow(
    'it is of version 2, and this homeroom reads version 1',
  )
  writeFileSync(path, Buffer.from(update()))
  await expect(inspectRecording(path)).rejects.toThrow('does not begin as a recording does')
  await expect(inspectRecording(tempFile('none.rec'))).rejects.toThrow('ENOENT')
})

test('[RP1] a recording is a file of its own: nothing is written over', () => {
  const path = written()
  const before = readFileSync(path)
  expect(() => createRecording(path, HEADER)).toThrow(`${path} is there already`)
  expect(() => createRecording(`${path}/no/folder`, HEADER)).toThrow('cannot be made')
  expect(readFileSync(path)).toEqual(before)
})
