// What a class leaves of a lesson: its board as a picture, and its notes.
import type { AddPart } from '../common/kit/lesson-parts.tsx'
import { append } from '../common/page/file-page.ts'
import { words } from '../common/words/index.ts'
import { boardMaps } from './stage/board.ts'
import { inDrawingOrder, readImage, readItem } from './stage/format.ts'
import { boardPicture } from './stage/picture.ts'

export const addClass: AddPart = async (page, doc) => {
  const { kit, stage } = words()
  const { items: stored, images } = boardMaps(doc)
  const items = inDrawingOrder([...stored].flatMap(([id, value]) => readItem(id, value) ?? []))
  if (items.length > 0) {
    const picture = await boardPicture({ items, image: (key) => readImage(images.get(key)) })
    append(page, 'h2', stage.board)
    if (picture !== null)
      page.body.append(
        Object.assign(page.createElement('img'), { src: picture.toDataURL('image/png'), alt: stage.board }),
      )
  }
  const notes = doc.getText('text').toString()
  if (notes === '') return
  append(page, 'h2', kit.notes)
  append(page, 'p', notes).dir = 'auto'
}
