/** Pixels of the longer side that a page shows at most. */
const SIDE = 1440

/** Tried one after the other, until the picture is small enough: its longer side in pixels, and the quality. */
const TRIES: readonly (readonly [side: number, quality: number])[] = [
  [SIDE, 0.85],
  [SIDE, 0.7],
  [1080, 0.7],
  [720, 0.7],
]

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

/** Whether the browser would make a picture smaller: it has more pixels than the first try leaves. */
export const isWide = ({ width, height }: Pick<ImageBitmap, 'width' | 'height'>): boolean =>
  Math.max(width, height) > SIDE

/** The picture in at most so many bytes; null where the browser cannot make it small enough. */
export const shrinkPicture = async (picture: ImageBitmap, mostBytes: number): Promise<Blob | null> => {
  for (const [side, quality] of TRIES) {
    const blob = await encode(picture, side, quality)
    if (blob !== null && blob.size <= mostBytes) return blob
  }
  return null
}
