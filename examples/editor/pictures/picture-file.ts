import { PICTURE_BYTES, type Picture, type PictureFault } from 'homeroom/pictures'
import { isWide, shrinkPicture } from '../../common/page/shrink-picture.ts'

const toPicture = async (blob: Blob): Promise<Picture> => ({
  mimeType: blob.type,
  bytes: new Uint8Array(await blob.arrayBuffer()),
})

/** A file as the document takes it: a large one is made smaller first. */
export const readPictureFile = async (file: Blob): Promise<Picture | { readonly fault: PictureFault }> => {
  // A drawing of lines has no pixels, and is small or none of ours.
  if (file.type === 'image/svg+xml')
    return file.size > PICTURE_BYTES ? { fault: 'file-too-large' } : toPicture(file)
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap === null) return { fault: 'bad-file' }
  try {
    if (file.size <= PICTURE_BYTES && !isWide(bitmap)) return await toPicture(file)
    const small = await shrinkPicture(bitmap, PICTURE_BYTES)
    return small === null ? { fault: 'file-too-large' } : await toPicture(small)
  } finally {
    bitmap.close()
  }
}
