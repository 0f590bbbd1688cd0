// Pictures that are pasted, dropped or chosen come into the text where the caret is.
import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { type Picture, type PictureFault, type Pictures, pictureOf } from 'homeroom/pictures'
import { pictureAttributes } from './picture-attributes.ts'
import { readPictureFile } from './picture-file.ts'

export type PictureTrouble = PictureFault | 'elsewhere'

/** The keys of the pictures that the text shows. */
const shownIn = (editor: Editor): ReadonlySet<string> => {
  const keys = new Set<string>()
  editor.state.doc.descendants((node) => {
    if (node.type.name === 'picture') keys.add(pictureAttributes(node).file)
  })
  return keys
}

/** Puts it in, with a line behind it where it would be the last thing of the text: there the caret goes on. */
const insert = (editor: Editor, file: string): void => {
  const { picture, paragraph } = editor.state.schema.nodes
  if (picture === undefined || paragraph === undefined) return
  const { tr } = editor.state
  tr.replaceSelectionWith(picture.create({ file }))
  let end = 0
  tr.mapping.maps.at(-1)?.forEach((_, __, ___, to) => {
    end = to
  })
  const at = tr.doc.resolve(end)
  if (!at.parent.isTextblock && at.nodeAfter?.isTextblock !== true) tr.insert(end, paragraph.create())
  tr.setSelection(TextSelection.near(tr.doc.resolve(end), 1))
  editor.view.dispatch(tr.scrollIntoView())
}

export interface PuttingPictures {
  /** Files of pictures, each after the other. */
  files(files: readonly Blob[]): Promise<void>
  /** A picture within text that is pasted, by its address; gives its key, or null where it stays out. */
  pasted(address: string): string | null
}

export const puttingPictures = (
  getEditor: () => Editor,
  pictures: Pictures,
  failed: (why: PictureTrouble) => void,
): PuttingPictures => {
  const put = (picture: Picture): string | null => {
    const shown = shownIn(getEditor())
    const done = pictures.put(picture, (key) => shown.has(key))
    if ('key' in done) return done.key
    failed(done.fault)
    return null
  }
  return {
    async files(files) {
      for (const file of files) {
        const picture = await readPictureFile(file)
        const editor = getEditor()
        // Somebody may have taken the pen meanwhile.
        if (editor.isDestroyed || !editor.isEditable) return
        if ('fault' in picture) failed(picture.fault)
        else {
          const key = put(picture)
          if (key !== null) insert(editor, key)
        }
      }
    },
    pasted(address) {
      const picture = pictureOf(address)
      if (picture !== null) return put(picture)
      failed('elsewhere')
      return null
    },
  }
}

/** Has the browser ask for pictures. */
export const choosePictures = (chosen: (files: readonly File[]) => void): void => {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = 'image/*'
  input.multiple = true
  input.addEventListener('change', () => chosen([...(input.files ?? [])]))
  input.click()
}
