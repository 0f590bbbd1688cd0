import { CaptureUpdateAction, newElementWith } from '@excalidraw/excalidraw'
import type { ExcalidrawElement, FileId } from '@excalidraw/excalidraw/element/types'
import type { BinaryFileData, ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import type { ExcalidrawBinding } from 'homeroom/excalidraw'
import { fromBase64, toBase64 } from 'lib0/buffer'
import { shrinkPicture } from '../common/page/shrink-picture.ts'

/** A picture of the board has at most so many bytes (docs/excalidraw.md). */
const FILE_BYTES = 1024 * 1024

type Small = Pick<BinaryFileData, 'mimeType' | 'dataURL'>
type Picture = ReturnType<ExcalidrawImperativeAPI['getSceneElements']>[number] & { readonly type: 'image' }

const bytesOf = (dataURL: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(fromBase64(dataURL.slice(dataURL.indexOf(',') + 1)))

/** The picture in fewer bytes; null where the browser cannot make it small enough, as of a drawing with a size of no pixels. */
const smaller = async ({ mimeType, dataURL }: BinaryFileData): Promise<Small | null> => {
  const picture = await createImageBitmap(new Blob([bytesOf(dataURL)], { type: mimeType })).catch(() => null)
  if (picture === null) return null
  try {
    const blob = await shrinkPicture(picture, FILE_BYTES)
    if (blob === null) return null
    const text = toBase64(new Uint8Array(await blob.arrayBuffer()))
    const type = blob.type as Small['mimeType']
    return { mimeType: type, dataURL: `data:${type};base64,${text}` as Small['dataURL'] }
  } finally {
    picture.close()
  }
}

/** Pictures that this person alone sees: the document has not taken them. */
const lonely = (api: ExcalidrawImperativeAPI, binding: Pick<ExcalidrawBinding, 'elements'>): Picture[] => {
  const there = new Set(binding.elements.get().map(({ id }) => id))
  return api
    .getSceneElements()
    .filter((element): element is Picture => element.type === 'image' && !there.has(element.id))
}

/**
 * Makes pictures that are too large small enough, and takes away those of which the board cannot have any: nobody else would see them,
 * and they would be gone with the page. Gives how many were taken away.
 */
export const fitPictures = async (
  api: ExcalidrawImperativeAPI,
  binding: Pick<ExcalidrawBinding, 'elements'>,
): Promise<number> => {
  let gone = 0
  for (const before of lonely(api, binding)) {
    const file = before.fileId === null ? undefined : api.getFiles()[before.fileId]
    // One that is loaded just now.
    if (file === undefined) continue
    const isLarge = bytesOf(file.dataURL).length > FILE_BYTES
    const small = isLarge ? await smaller(file) : null
    if (small === null) gone += 1
    show(api, before, small)
  }
  return gone
}

/** In the place of `before`; a new element, since the binding has refused that one. No step of Undo leads back to what nobody sees. */
const show = (api: ExcalidrawImperativeAPI, before: Picture, small: Small | null): void => {
  const fileId = `${before.fileId}-small` as FileId
  if (small !== null) api.addFiles([{ ...small, id: fileId, created: Date.now() }])
  const elements = api.getSceneElementsIncludingDeleted().flatMap((element) => {
    if (element.id !== before.id) return element
    const gone = newElementWith(element, { isDeleted: true })
    const id = `${before.id}-small`
    return small === null
      ? gone
      : [gone, { ...(element as Picture), id, fileId, status: 'saved' as const, index: null }]
  })
  api.updateScene({ elements: elements as ExcalidrawElement[], captureUpdate: CaptureUpdateAction.NEVER })
}
