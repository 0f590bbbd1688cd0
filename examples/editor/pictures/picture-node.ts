// A picture as a block of the text: the key of its bytes, what is to be seen on it, and how wide it stands.
import { Node } from '@tiptap/core'
import type { Node as TextNode } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import type { Pictures } from 'homeroom/pictures'
import { pictureWords } from '../../common/words/pictures.ts'
import { pictureAttributes } from './picture-attributes.ts'

/** What the page draws: the picture in a frame of the width of the text. */
const viewOf = (first: TextNode, pictures: Pictures): NodeView => {
  const dom = document.createElement('div')
  dom.className = 'picture'
  const image = dom.appendChild(document.createElement('img'))
  image.draggable = false
  let node = first
  const draw = () => {
    const { file, alt, width } = pictureAttributes(node)
    const address = pictures.get(file)
    image.alt = address === null ? pictureWords().gone : alt || pictureWords().undescribed
    image.title = alt
    if (width === '') image.removeAttribute('width')
    else image.setAttribute('width', width)
    if (address === null) image.removeAttribute('src')
    else if (image.src !== address) image.src = address
  }
  draw()
  // The bytes may come after the text that shows them.
  const stop = pictures.subscribe(draw)
  return {
    dom,
    update(next) {
      if (next.type !== node.type) return false
      node = next
      draw()
      return true
    },
    ignoreMutation: () => true,
    destroy: stop,
  }
}

export const pictureNode = (pictures: Pictures) =>
  Node.create({
    name: 'picture',
    group: 'block',
    atom: true,
    draggable: true,
    addAttributes: () => ({ file: { default: '' }, alt: { default: '' }, width: { default: '' } }),
    parseHTML: () => [
      {
        tag: 'img[data-file]',
        getAttrs: (image) => ({
          file: image.getAttribute('data-file'),
          alt: image.getAttribute('alt') ?? '',
          width: image.getAttribute('width') ?? '',
        }),
      },
    ],
    // As others take it along: with its bytes.
    renderHTML({ node }) {
      const { file, alt, width } = pictureAttributes(node)
      const src = pictures.get(file)
      return ['img', { alt, 'data-file': file, ...(width !== '' && { width }), ...(src !== null && { src }) }]
    },
    renderText: ({ node }) => pictureAttributes(node).alt,
    addNodeView:
      () =>
      ({ node }) =>
        viewOf(node, pictures),
  })
