import { createReadStream } from 'node:fs'

/** No line of a recording is longer, in bytes: an update has its limit, and in base64 a third more. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

const NEWLINE = 0x0a

export interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
  /** False of the last one, where the file ends within it. */
  readonly isWhole: boolean
}

/**
 * The lines of a file, in order. Not by `node:readline`, for which a line ends at U+2028 as well: JSON may have that in a string.
 *
 * @throws Error (rejects) where the file cannot be read, or a line is longer than a recording has.
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let pieces: Buffer[] = []
  let held = 0
  let number = 1
  const take = (last: Buffer): string => {
    const text = Buffer.concat([...pieces, last]).toString('utf8')
    pieces = []
    held = 0
    return text
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield { text: take(chunk.subarray(start, end)), number, isWhole: true }
      number += 1
      start = end + 1
    }
    const rest = chunk.subarray(start)
    pieces.push(rest)
    held += rest.length
    if (held > MAX_LINE_BYTES) throw new Error(`line ${number} of ${path} is too long for a recording`)
  }
  if (held > 0) yield { text: take(Buffer.alloc(0)), number, isWhole: false }
}
