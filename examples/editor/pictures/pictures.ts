// The pictures of a document, as those of a whiteboard: in a map by what is in them. Everyone who may write can write there, so each is
// read as if a stranger wrote it.
import { fromBase64, toBase64, toHexString } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import type { Map as YMap } from 'yjs'

/** Bytes of one picture, and of all: everybody who comes loads them. */
export const FILE_BYTES = 1024 * 1024
const ALL_BYTES = 8 * 1024 * 1024
const MOST_FILES = 64

/** A key is so much of the SHA-256 of the bytes, in hex: more than anybody can find a second picture for. */
const KEY_CHARS = 32

const TYPES: readonly string[] = [
  ...['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml'],
]

/** Bytes of a file, and what they are. */
export interface Picture {
  readonly mimeType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export type PictureFault = 'file-too-large' | 'too-many-files' | 'bad-file'

type Put = { readonly key: string } | { readonly fault: PictureFault }

const keyOf = (bytes: Uint8Array): string => toHexString(digest(bytes)).slice(0, KEY_CHARS)

/** The address of a picture as it stands in the document: a `data:`, in which nothing runs; null for what is none. */
export const readPicture = (key: string, value: unknown): string | null => {
  const { mimeType, bytes } = Object(value)
  if (!(bytes instanceof Uint8Array) || !TYPES.includes(mimeType)) return null
  if (bytes.length > FILE_BYTES || keyOf(bytes) !== key) return null
  return `data:${mimeType};base64,${toBase64(bytes)}`
}

/** The picture of a `data:` address; null for any other one. */
export const pictureOf = (address: string): Picture | null => {
  const [, mimeType, base64] = /^data:([^,;]*);base64,(.*)$/s.exec(address) ?? []
  if (mimeType === undefined || base64 === undefined) return null
  try {
    return { mimeType, bytes: new Uint8Array(fromBase64(base64)) }
  } catch {
    // No base64: no picture.
    return null
  }
}

/** The pictures of a document. */
export interface Pictures {
  /** The address of the picture of this key; null where there is none, or it is another one. */
  get(key: string): string | null
  /** Puts a picture there, where it is not. `isUsed` says of a key whether the text shows it: what it does not makes place. */
  put(picture: Picture, isUsed: (key: string) => boolean): Put
  /** Calls `listener` when there are others, until the returned function is called. */
  subscribe(listener: () => void): () => void
}

const sizeOf = (value: unknown): number => {
  const { bytes } = Object(value)
  return bytes instanceof Uint8Array ? bytes.length : 0
}

/** The pictures that have to go for so many bytes; null where that would be some that are shown. */
const unusedFor = (
  map: YMap<unknown>,
  bytes: number,
  isUsed: (key: string) => boolean,
): readonly string[] | null => {
  const sizes = new Map([...map].map(([key, value]) => [key, sizeOf(value)]))
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

export const createPictures = (map: YMap<unknown>): Pictures => {
  const read = new Map<string, string | null>()
  const get = (key: string): string | null => {
    if (!map.has(key)) read.delete(key)
    else if (!read.has(key)) read.set(key, readPicture(key, map.get(key)))
    return read.get(key) ?? null
  }
  return {
    get,
    put({ mimeType, bytes }, isUsed) {
      if (!TYPES.includes(mimeType)) return { fault: 'bad-file' }
      if (bytes.length > FILE_BYTES) return { fault: 'file-too-large' }
      const key = keyOf(bytes)
      if (get(key) !== null) return { key }
      const going = unusedFor(map, bytes.length, isUsed)
      if (going === null) return { fault: 'too-many-files' }
      map.doc?.transact(() => {
        for (const other of going) map.delete(other)
        map.set(key, { mimeType, bytes })
      })
      return { key }
    },
    subscribe(listener) {
      const changed = ({ keysChanged }: { readonly keysChanged: ReadonlySet<string> }) => {
        for (const key of keysChanged) read.delete(key)
        listener()
      }
      map.observe(changed)
      return () => map.unobserve(changed)
    },
  }
}
