// What a whiteboard leaves of a lesson: a picture of all that is on it.
import type { BinaryFiles } from '@excalidraw/excalidraw/types'
import { readElement } from 'homeroom/excalidraw'
import type { AddPart } from '../common/kit/lesson-parts.tsx'
import { append } from '../common/page/file-page.ts'
import { words } from '../common/words/index.ts'
import { setFontPath } from './fonts.ts'

type Doc = Parameters<AddPart>[1]

/** A page of paper shows no more. */
const MOST_PIXELS = 2_560

const readElements = (doc: Doc) =>
  [...doc.getMap('elements')]
    .flatMap(([id, value]) => readElement(id, value) ?? [])
    .filter(({ isDeleted }) => !isDeleted)
    .toSorted((a, b) => (String(a.index) < String(b.index) ? -1 : 1))

const asUrl = async (bytes: Uint8Array<ArrayBuffer>, type: string): Promise<string> => {
  const reader = new FileReader()
  const read = new Promise((resolve) => reader.addEventListener('loadend', resolve))
  reader.readAsDataURL(new Blob([bytes], { type }))
  await read
  return String(reader.result)
}

const readFiles = async (doc: Doc): Promise<BinaryFiles> => {
  const files: Record<string, unknown> = {}
  for (const [id, value] of doc.getMap('elements-files')) {
    const { bytes, mimeType } = Object(value)
    if (bytes instanceof Uint8Array && typeof mimeType === 'string')
      files[id] = { id, mimeType, dataURL: await asUrl(bytes.slice(), mimeType), created: 0 }
  }
  return files as BinaryFiles
}

export const addWhiteboard: AddPart = async (page, doc) => {
  const elements = readElements(doc)
  if (elements.length === 0) return
  // As large as all else of the page together: for a whiteboard that somebody has drawn on.
  setFontPath()
  const { exportToCanvas } = await import('@excalidraw/excalidraw')
  const canvas = await exportToCanvas({
    elements: elements as unknown as Parameters<typeof exportToCanvas>[0]['elements'],
    files: await readFiles(doc),
    maxWidthOrHeight: MOST_PIXELS,
    exportPadding: 20,
  })
  const { places } = words()
  append(page, 'h2', places.kinds.board)
  page.body.append(
    Object.assign(page.createElement('img'), { src: canvas.toDataURL('image/png'), alt: places.kinds.board }),
  )
}
