import { digest } from 'lib0/hash/sha256'
import { IMAGE_BYTES, IMAGE_SIDE } from '../format.ts'

/** A JPEG that fits into the document. */
export interface ScaledImage {
  readonly bytes: Uint8Array
  /** In pixels. */
  readonly width: number
  readonly height: number
}

/** Tried one after the other, until the picture is small enough: its longer side in pixels, and the quality. */
const TRIES: readonly (readonly [side: number, quality: number])[] = [
  [IMAGE_SIDE, 0.85],
  [IMAGE_SIDE, 0.7],
  [960, 0.7],
  [720, 0.65],
  [480, 0.6],
  [320, 0.5],
]

/** Names a picture by its bytes. The web's own digest is missing on pages over plain http. */
export const imageKey = (bytes: Uint8Array): string =>
  Array.from(digest(bytes).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Makes a picture small enough; null where the browser cannot read the file. */
export const scaleImage = async (file: Blob): Promise<ScaledImage | null> => {
  const picture = await createImageBitmap(file).catch(() => null)
  if (picture === null) return null
  try {
    for (const [side, quality] of TRIES) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height))
      const scaled = await encode(picture, scale, quality)
      if (scaled !== null && scaled.bytes.length <= IMAGE_BYTES) return scaled
    }
    return null
  } finally {
    picture.close()
  }
}

const encode = async (picture: ImageBitmap, scale: number, quality: number): Promise<ScaledImage | null> => {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const context = canvas.getContext('2d')
  if (context === null) return null
  // Where a picture is transparent it stands on paper: drawings are black, and the board is dark.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  if (blob === null) return null
  return { bytes: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height }
}
