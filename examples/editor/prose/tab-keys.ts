// The Tab key. In a paragraph it leads on to what is behind the text, as everywhere on a page. In a list it indents, in a table it goes to
// the next cell, in a block of code it indents: after Escape it leads on from there, too, so that nobody is caught by the keyboard.
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'

const leavingByEscape = Extension.create({
  name: 'leavingByEscape',
  addProseMirrorPlugins() {
    let isLeaving = false
    const stays = () => {
      isLeaving = false
      return false
    }
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            // True leaves a key to the browser.
            keydown(_, { key }) {
              if (key === 'Shift') return false
              const isLeft = isLeaving && key === 'Tab'
              isLeaving = key === 'Escape'
              return isLeft
            },
            mousedown: stays,
            blur: stays,
          },
        },
      }),
    ]
  },
})

/** An item that cannot be indented any more keeps the caret: Tab would lead out of the text where the item above it was indented. */
const heldInList = Extension.create({
  name: 'heldInList',
  // After all others have had the key.
  priority: 1,
  addKeyboardShortcuts() {
    const holds = () => this.editor.isActive('listItem') || this.editor.isActive('taskItem')
    return { Tab: holds, 'Shift-Tab': holds }
  },
})

export const tabKeys = [leavingByEscape, heldInList]
