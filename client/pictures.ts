/**
 * Pictures in a document, each under a key that says what is in it, with bounds: `homeroom/pictures`.
 *
 * @module
 */
import { fromBase64, toBase64, toHexString } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import type { Map as YMap } from 'yjs'

/**
 * Bytes that one picture may have: a page makes a larger one smaller before it puts it into a document.
 *
 * @example
 * ```ts
 * import { PICTURE_BYTES } from 'homeroom/pictures'
 *
 * export const isTooLarge = (file: Blob) => file.size > PICTURE_BYTES
 * ```
 */
export const PICTURE_BYTES = 1024 * 1024

/** Bytes of all of them: everybody who comes loads them. */
const ALL_BYTES = 8 * 1024 * 1024
const MOST_PICTURES = 64

/** A key is so much of the SHA-256 of the bytes, in hex: more than anybody can find a second picture for. */
const KEY_CHARS = 32

const TYPES: readonly unknown[] = [
  ...['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml'],
]

/**
 * Bytes of a picture, and what they are.
 *
 * @example
 * ```ts
 * import type { Picture } from 'homeroom/pictures'
 *
 * export const fromFile = async (file: File): Promise<Picture> => ({
 *   mimeType: file.type,
 *   bytes: new Uint8Array(await file.arrayBuffer()),
 * })
 * ```
 */
export interface Picture {
  readonly mimeType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * Why a picture is not put there: it has more than {@link PICTURE_BYTES}, there are 64 that are shown or 8 MiB of them, or it is none of
 * PNG, JPEG, GIF, WebP, AVIF and SVG.
 *
 * @example
 * ```ts
 * import type { PictureFault } from 'homeroom/pictures'
 *
 * export const WORDS: Record<PictureFault, string> = {
 *   'file-too-large': 'This picture is too large.',
 *   'too-many-files': 'There are too many pictures here.',
 *   'bad-file': 'This is no picture.',
 * }
 * ```
 */
export type PictureFault = 'file-too-large' | 'too-many-files' | 'bad-file'

const keyOf = (bytes: Uint8Array): string => toHexString(digest(bytes)).slice(0, KEY_CHARS)

/**
 * The address of a picture by its key and the value of that key in the map: a `data:`, in which nothing runs; null for what is none, and
 * for another picture that somebody has put under this key.
 *
 * @example
 * ```ts
 * import { readPicture } from 'homeroom/pictures'
 * import type { Doc } from 'yjs'
 *
 * // In code of the server, for an export.
 * export const sourceOf = (doc: Doc, key: string) => readPicture(key, doc.getMap('prose-files').get(key))
 * ```
 */
export const readPicture = (key: string, value: unknown): string | null => {
  const { mimeType, bytes } = Object(value)
  if (!(bytes instanceof Uint8Array) || !TYPES.includes(mimeType)) return null
  if (bytes.length > PICTURE_BYTES || keyOf(bytes) !== key) return null
  return `data:${mimeType};base64,${toBase64(bytes)}`
}

/**
 * The picture of a `data:` address; null for any other one.
 *
 * @example
 * ```ts
 * import { pictureOf } from 'homeroom/pictures'
 *
 * export const ofCanvas = (canvas: HTMLCanvasElement) => pictureOf(canvas.toDataURL('image/png'))
 * ```
 */
export const pictureOf = (address: string): Picture | null => {
  const [, mimeType, base64] = /^data:([^,;]*)[^,]*;base64,(.*)$/s.exec(address) ?? []
  if (mimeType === undefined || base64 === undefined) return null
  try {
    return { mimeType, bytes: new Uint8Array(fromBase64(base64)) }
  } catch {
    // No base64: no picture.
    return null
  }
}

/**
 * The pictures of a map.
 *
 * @example
 * ```ts
 * import type { Pictures } from 'homeroom/pictures'
 *
 * export const show = (pictures: Pictures, image: HTMLImageElement, key: string) =>
 *   pictures.subscribe(() => image.setAttribute('src', pictures.get(key) ?? ''))
 * ```
 */
export interface Pictures {
  /** The address of the picture of this key; null where there is none, or it is another one. */
  get(key: string): string | null
  /** Puts a picture there, where it is not. `isUsed` says of a key whether it is shown: what is not makes place. */
  put(
    picture: Picture,
    isUsed: (key: string) => boolean,
  ): { readonly key: string } | { readonly fault: PictureFault }
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
  while (left > ALL_BYTES || sizes.size - going.length >= MOST_PICTURES) {
    const key = unused.pop()
    if (key === undefined) return null
    left -= sizes.get(key) ?? 0
    going.push(key)
  }
  return going
}

/** What was read, with the value that it was read from: under its key there may be another one by now. */
type Read = readonly [value: unknown, address: string | null]

/**
 * The pictures in a `Y.Map` of a document, each by what is in it: `{ mimeType, bytes }` under the first 16 bytes of its SHA-256 in hex, at
 * most 64 of them and 8 MiB in all. Everyone who may write can write there, so each is read as if a stranger wrote it.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 * import { picturesIn } from 'homeroom/pictures'
 *
 * const room = joinRoom('ws://127.0.0.1:1234', 'text')
 * const pictures = picturesIn(room.doc.getMap('prose-files'))
 * const put = pictures.put({ mimeType: 'image/png', bytes: new Uint8Array(8) }, () => true)
 * console.log('key' in put ? pictures.get(put.key) : put.fault)
 * room.leave()
 * ```
 */
export const picturesIn = (map: YMap<unknown>): Pictures => {
  const read = new Map<string, Read>()
  const get = (key: string): string | null => {
    const value = map.get(key)
    const known = read.get(key)
    if (known !== undefined && known[0] === value) return known[1]
    const address = readPicture(key, value)
    // One that has not come yet is asked for again.
    if (value === undefined) read.delete(key)
    else read.set(key, [value, address])
    return address
  }
  return {
    get,
    put({ mimeType, bytes }, isUsed) {
      if (!TYPES.includes(mimeType)) return { fault: 'bad-file' }
      if (bytes.length > PICTURE_BYTES) return { fault: 'file-too-large' }
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
      const changed = () => listener()
      map.observe(changed)
      return () => map.unobserve(changed)
    },
  }
}
