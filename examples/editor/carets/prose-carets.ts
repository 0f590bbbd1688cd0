import { Extension } from '@tiptap/core'
import { yCursorPlugin } from '@tiptap/y-tiptap'
import { readCursor } from '../positions.ts'
import { type CaretPeople, caretElement, caretPersonOf } from './caret-people.ts'

/**
 * The carets of others in the rich text. Tiptap's own extension draws what each page has written of itself, and
 * writes its own name; this one asks the room for the person of each clientID.
 */
export const proseCarets = (room: CaretPeople) =>
  Extension.create({
    name: 'carets',
    priority: 999,
    addProseMirrorPlugins() {
      return [
        yCursorPlugin(room.awareness, {
          // The plugin reads each cursor as if it were one.
          awarenessStateFilter: (own, clientId, state) =>
            own !== clientId && readCursor(state?.cursor) !== null,
          cursorBuilder: (_, clientId) => {
            const caret = caretElement(caretPersonOf(room, clientId))
            caret.dataset.client = `${clientId}`
            return caret
          },
          selectionBuilder: (_, clientId) => ({
            class: 'remote-selection',
            style: `--person: ${caretPersonOf(room, clientId).color}`,
          }),
        }),
      ]
    },
    onCreate() {
      // A caret is drawn once for as long as it is there, and a name may come later, or change.
      this.storage.stop = room.people.subscribe(() => {
        for (const caret of this.editor.view.dom.querySelectorAll<HTMLElement>('.remote-caret')) {
          const { name, color } = caretPersonOf(room, Number(caret.dataset.client))
          caret.style.setProperty('--person', color)
          const label = caret.firstElementChild
          if (label !== null && label.textContent !== name) label.textContent = name
        }
      })
    },
    onDestroy() {
      this.storage.stop?.()
    },
    addStorage(): { stop: (() => void) | null } {
      return { stop: null }
    },
  })
