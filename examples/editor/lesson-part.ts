// What a document leaves of a lesson: its text with its pictures, and its code.

import { readPicture } from 'homeroom/pictures'
import * as Y from 'yjs'
import type { AddPart } from '../common/kit/lesson-parts.tsx'
import { append } from '../common/page/file-page.ts'
import { words } from '../common/words/index.ts'
import { partsOf } from './content.ts'
import { pictureAttributes } from './pictures/picture-attributes.ts'

/** Elements of the text as those of a page; what stands for none of these is a paragraph. */
const TAGS: Readonly<Record<string, string>> = {
  ...{ bulletList: 'ul', orderedList: 'ol', taskList: 'ul', listItem: 'li', taskItem: 'li' },
  ...{ blockquote: 'blockquote', codeBlock: 'pre', heading: 'h3', hardBreak: 'br', horizontalRule: 'hr' },
  ...{ table: 'table', tableRow: 'tr', tableCell: 'td', tableHeader: 'th' },
}

interface Picture {
  readonly attrs: Readonly<Record<string, unknown>>
  readonly doc: Y.Doc | null
}

const textOf = (text: Y.XmlText): string =>
  text
    .toDelta()
    .map(({ insert }: { readonly insert: unknown }) => (typeof insert === 'string' ? insert : '\n'))
    .join('')

/** A picture of the document; its description alone where the picture is not there. */
const pictureOf = (page: Document, { attrs, doc }: Picture): Element => {
  const { file, alt, width } = pictureAttributes({ attrs })
  const src = doc === null ? null : readPicture(file, partsOf(doc).pictures.get(file))
  if (src === null) return Object.assign(page.createElement('p'), { textContent: alt })
  const image = Object.assign(page.createElement('img'), { src, alt })
  if (width !== '') image.setAttribute('width', width)
  return image
}

/** As text and pictures alone: what is drawn in an editor may be anything, and in the file nothing runs. */
const appendNodes = (page: Document, to: Element, of: Y.XmlFragment): void => {
  for (const child of of.toArray()) {
    if (child instanceof Y.XmlText) to.append(textOf(child))
    else if (child instanceof Y.XmlElement && child.nodeName === 'picture')
      to.append(pictureOf(page, { attrs: child.getAttributes(), doc: child.doc }))
    else if (child instanceof Y.XmlElement) {
      const element = page.createElement(TAGS[child.nodeName] ?? 'p')
      appendNodes(page, element, child)
      to.append(element)
    }
  }
}

export const addDocument: AddPart = (page, doc) => {
  const { prose, code } = partsOf(doc)
  const { editor, places } = words()
  if (prose.length > 0) {
    append(page, 'h2', places.kinds.doc)
    const text = append(page, 'div', '')
    text.dir = 'auto'
    appendNodes(page, text, prose)
  }
  if (code.length === 0) return
  append(page, 'h2', editor.code)
  append(page, 'pre', code.toString())
}
