import { fault, ok, type Result } from '../../shared/index.ts'
import { createDocument, type DocumentLimits } from './document.ts'

const ignore = () => undefined

/**
 * What a room may be made of: an update that is a document by itself, as Yjs writes it again. An update that builds on
 * another one is none.
 */
export const readWholeUpdate = (
  update: Uint8Array,
  limits: DocumentLimits,
): Result<Uint8Array, 'bad-update'> => {
  const document = createDocument({ limits, onUpdate: ignore, onWaiting: ignore })
  try {
    if (document.load([update]) > 0) return fault('bad-update', 'The body is no Yjs update.')
    if (document.hasGap)
      return fault('bad-update', 'The update builds on another one, which it does not hold.')
    return ok(document.snapshot())
  } catch (error) {
    // Types that are nested thousands deep: Yjs recurses, here and in every room.
    if (error instanceof RangeError) return fault('bad-update', 'The document is nested too deep.')
    throw error
  } finally {
    document.close()
  }
}
