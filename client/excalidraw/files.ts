import type { Map as YMap } from 'yjs'
import { fault, ok, type Result } from '../../shared/index.ts'
import { PICTURE_BYTES, type PictureFault, pictureOf, picturesIn } from '../pictures.ts'
import type { BoardFile } from './api.ts'

const MESSAGES: Readonly<Record<PictureFault, string>> = {
  'bad-file': 'A board takes PNG, JPEG, GIF, WebP, AVIF and SVG.',
  'file-too-large': `A board takes pictures of at most ${PICTURE_BYTES / 1024} KiB.`,
  'too-many-files': 'A board takes at most 64 pictures, and 8 MiB of them.',
}

/** The pictures of a board, as Excalidraw has them. */
export interface Files {
  /** The picture of this key; null where there is none, or it is another one. */
  get(key: string): BoardFile | null
  /** Puts a picture there, where it is not; gives its key. `isUsed` says of a key whether an element shows it. */
  put(file: BoardFile, isUsed: (key: string) => boolean): Result<string, PictureFault>
}

export const filesIn = (map: YMap<unknown>): Files => {
  const pictures = picturesIn(map)
  return {
    get(key) {
      const dataURL = pictures.get(key)
      if (dataURL === null) return null
      return { id: key, mimeType: dataURL.slice('data:'.length, dataURL.indexOf(';')), dataURL, created: 0 }
    },
    put({ mimeType, dataURL }, isUsed) {
      const picture = pictureOf(dataURL)
      const put =
        picture === null ? { fault: 'bad-file' as const } : pictures.put({ ...picture, mimeType }, isUsed)
      return 'key' in put ? ok(put.key) : fault(put.fault, MESSAGES[put.fault])
    },
  }
}
