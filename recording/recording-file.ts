import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs'
import { messageOf } from '../shared/index.ts'
import {
  eventLine,
  type Happening,
  headerLine,
  type RecordedEvent,
  type RecordingHeader,
  readEvent,
  readHeader,
} from './format.ts'
import { readLines } from './lines.ts'

/** A recording that is being written. */
export interface RecordingWriter {
  write(ms: number, happening: Happening): void
  /** Bytes in the file. */
  bytes(): number
  close(): void
}

/**
 * Begins a file of its own: nothing that is there already is written over. Its lines go to the disk before anything else is read
 * from the relay, so that a slow disk slows the relay's sending and fills no memory, and nothing is lost with this process.
 *
 * @throws Error where the file cannot be made; `write` where the disk is full.
 */
export const createRecording = (path: string, header: RecordingHeader): RecordingWriter => {
  const file = openNew(path)
  let bytes = 0
  const put = (line: string) => {
    try {
      writeFileSync(file, line)
    } catch (error) {
      throw new Error(`${path} cannot be written to, and holds what came before: ${messageOf(error)}`)
    }
    bytes += Buffer.byteLength(line)
  }
  put(headerLine(header))
  return {
    write: (ms, happening) => put(eventLine(ms, happening)),
    bytes: () => bytes,
    close() {
      fsyncSync(file)
      closeSync(file)
    },
  }
}

/** For its owner alone: the names of people are in it. */
const openNew = (path: string): number => {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new Error(isThere ? `${path} is there already` : `${path} cannot be made: ${messageOf(error)}`)
  }
}

/** What a whole recording is, before any of it is played. */
export interface RecordingInfo extends RecordingHeader {
  readonly lengthMs: number
  /** It does not say that it was ended: the recorder was killed, the disk was full, or the file was cut off later. */
  readonly isCut: boolean
}

/**
 * Reads all of a file, and keeps nothing of it.
 *
 * @throws Error (rejects) where it is no recording, or something in it is none; it says which line.
 */
export const inspectRecording = async (path: string): Promise<RecordingInfo> => {
  let header: RecordingHeader | null = null
  let lengthMs = 0
  let isEnded = false
  for await (const { text, number, isWhole } of readLines(path)) {
    if (header === null) {
      const read = isWhole ? readHeader(text) : null
      if (!read?.ok) throw new Error(`${path} is no recording: ${read?.fault.message ?? NO_HEADER}`)
      header = read.value
    } else if (isWhole) {
      const read = readEvent(text)
      if (!read.ok || isEnded) throw new Error(`${path} is no recording: its line ${number} ${BAD_LINE}`)
      if (read.value.ms < lengthMs)
        throw new Error(`${path} is no recording: its line ${number} is of a time before the line above it`)
      lengthMs = read.value.ms
      isEnded = 'end' in read.value
    }
  }
  if (header === null) throw new Error(`${path} is no recording: ${NO_HEADER}`)
  return { ...header, lengthMs, isCut: !isEnded }
}

const NO_HEADER = 'it does not begin as a recording does'
const BAD_LINE = 'is none that a recording has'

/** What happened, in order, of a file that was inspected; a last line that was cut off is left out. */
export async function* readRecording(path: string): AsyncGenerator<RecordedEvent> {
  for await (const { text, number, isWhole } of readLines(path)) {
    const read = number === 1 || !isWhole ? null : readEvent(text)
    if (read?.ok) yield read.value
  }
}
