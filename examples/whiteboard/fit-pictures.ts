import { CaptureUpdateAction, newElementWith } from '@excalidraw/excalidraw'
import type { ExcalidrawElement, FileId } from '@excalidraw/excalidraw/element/types'
import type { BinaryFileData, ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import type { ExcalidrawBinding } from 'homeroom/excalidraw'
import { fromBase64, toBase64 } from 'lib0/buffer'

/** A picture of the board has at most so many bytes (docs/excalidraw.md). */
const FILE_BYTES = 1024 * 1024

/** Tried one after the other, until the picture is small enough: its longer side in pixels, and the quality. */
const TRIES: readonly (readonly [side: number, quality: number])[] = [
  [1440, 0.85],
  [1440, 0.7],
  [1080, 0.7],
  [720, 0.7],
]

type Small = Pick<BinaryFileData, 'mimeType' | 'dataURL'>
type Picture = ReturnType<ExcalidrawImperativeAPI['getSceneElements']>[number] & { readonly type: 'image' }

const bytesOf = (dataURL: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(fromBase64(dataURL.slice(dataURL.indexOf(',') + 1)))

const encoded = (canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, type, quality))

/** A browser that writes no WebP has JPEG, where what is transparent stands on paper. */
const encode = async (picture: ImageBitmap, side: number, quality: number): Promise<Blob | null> => {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const webp = await encoded(canvas, 'image/webp', quality)
  if (webp?.type === 'image/webp') return webp
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  return encoded(canvas, 'image/jpeg', quality)
}

/** The picture in fewer bytes; null where the browser cannot make it small enough, as of a drawing with a size of no pixels. */
const smaller = async ({ mimeType, dataURL }: BinaryFileData): Promise<Small | null> => {
  const picture = await createImageBitmap(new Blob([bytesOf(dataURL)], { type: mimeType })).catch(() => null)
  if (picture === null) return null
  try {
    for (const [side, quality] of TRIES) {
      const blob = await encode(picture, side, quality)
      if (blob === null || blob.size > FILE_BYTES) continue
      const text = toBase64(new Uint8Array(await blob.arrayBuffer()))
      const type = blob.type as Small['mimeType']
      return { mimeType: type, dataURL: `data:${type};base64,${text}` as Small['dataURL'] }
    }
    return null
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
