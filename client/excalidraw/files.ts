import { fromBase64, toBase64, toHexString } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import type * as Y from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { BoardFile } from './api.ts'
import { isFields } from './fields.ts'

/** Bytes of one picture: Excalidraw makes them at most 1 440 pixels wide and high. */
const FILE_BYTES = 1024 * 1024

const MOST_FILES = 64

/** Bytes of all pictures: everybody who comes loads them. */
const ALL_BYTES = 8 * 1024 * 1024

/** A key is so much of the SHA-256 of the bytes, in hex: more than anybody can find a second picture for. */
const KEY_CHARS = 32

const MIME_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml']

/** Why a picture is not put on the board. */
export type FileFault = 'file-too-large' | 'too-many-files' | 'bad-file'

const keyOf = (bytes: Uint8Array): string => toHexString(digest(bytes)).slice(0, KEY_CHARS)

const sizeOf = (value: unknown): number =>
  isFields(value) && value.bytes instanceof Uint8Array ? value.bytes.length : 0

/** The pictures of a board, in a `Y.Map` by what is in them: nobody can give another one under the key of one that is there. */
export class Files {
  readonly #map: Y.Map<unknown>
  readonly #read = new Map<string, BoardFile | null>()

  constructor(doc: Y.Doc, name: string) {
    this.#map = doc.getMap(name)
    this.#map.observe(this.#changed)
  }

  /** The picture of this key; null where there is none, or it is another one. */
  get(key: string): BoardFile | null {
    const known = this.#read.get(key)
    if (known !== undefined) return known
    const read = readFile(key, this.#map.get(key))
    // One that has not come yet is asked for again.
    if (this.#map.has(key)) this.#read.set(key, read)
    return read
  }

  /** Puts a picture there, where it is not; gives its key. `isUsed` says of a key whether an element shows it. */
  put({ mimeType, dataURL }: BoardFile, isUsed: (key: string) => boolean): Result<string, FileFault> {
    const bytes = bytesOf(dataURL)
    if (bytes === null || !MIME_TYPES.includes(mimeType)) return fault('bad-file', NO_PICTURE)
    if (bytes.length > FILE_BYTES) return fault('file-too-large', tooLarge(bytes.length))
    const key = keyOf(bytes)
    if (this.get(key) !== null) return ok(key)
    const unused = this.#unusedFor(bytes.length, isUsed)
    if (unused === null) return fault('too-many-files', FULL)
    this.#map.doc?.transact(() => {
      for (const other of unused) this.#map.delete(other)
      this.#map.set(key, { mimeType, bytes })
    }, this)
    return ok(key)
  }

  stop(): void {
    this.#map.unobserve(this.#changed)
  }

  readonly #changed = ({ keysChanged }: Y.YMapEvent<unknown>): void => {
    for (const key of keysChanged) this.#read.delete(key)
  }

  /** The pictures that have to go for so many bytes; null where that would be some that are shown. */
  #unusedFor(bytes: number, isUsed: (key: string) => boolean): readonly string[] | null {
    const sizes = new Map([...this.#map].map(([key, value]) => [key, sizeOf(value)]))
    let left = [...sizes.values()].reduce((sum, size) => sum + size, bytes)
    const unused = [...sizes.keys()].filter((key) => !isUsed(key))
    const going: string[] = []
    while (left > ALL_BYTES || sizes.size - going.length >= MOST_FILES) {
      const key = unused.pop()
      if (key === undefined) return null
      left -= sizes.get(key) ?? 0
      going.push(key)
    }
    return going
  }
}

const NO_PICTURE = `A picture of the board is one of ${MIME_TYPES.join(', ')}.`
const FULL = `A board has at most ${MOST_FILES} pictures, and ${ALL_BYTES / 1024 / 1024} MiB of them.`
const tooLarge = (bytes: number) =>
  `A picture of the board has at most ${FILE_BYTES / 1024} KiB; this one has ${Math.ceil(bytes / 1024)} KiB.`

const bytesOf = (dataURL: string): Uint8Array<ArrayBuffer> | null => {
  const base64 = /^data:[^,]*;base64,(.*)$/s.exec(dataURL)?.[1]
  if (base64 === undefined) return null
  try {
    return new Uint8Array(fromBase64(base64))
  } catch {
    // No base64: no picture.
    return null
  }
}

const readFile = (key: string, value: unknown): BoardFile | null => {
  if (!isFields(value) || !(value.bytes instanceof Uint8Array)) return null
  const { mimeType, bytes } = value
  if (typeof mimeType !== 'string' || !MIME_TYPES.includes(mimeType)) return null
  if (bytes.length > FILE_BYTES || keyOf(bytes) !== key) return null
  return { id: key, mimeType, dataURL: `data:${mimeType};base64,${toBase64(bytes)}`, created: 0 }
}
