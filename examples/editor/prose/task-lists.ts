// Lists of tasks: a box is ticked by a click, by the Space key on it, and by Ctrl and Enter in its text.
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { blockWords } from '../../common/words/blocks.ts'

const Task = TaskItem.extend({
  addNodeView() {
    const draw = this.parent?.()
    if (draw === null || draw === undefined) return null
    return (props) => {
      const view = draw(props)
      // What a screen reader says of a box is in the language of the page: it does not say which way the task runs.
      const { dom } = view
      if (dom instanceof HTMLElement) dom.querySelector('label')?.setAttribute('dir', 'auto')
      return view
    }
  },
  addKeyboardShortcuts() {
    return {
      ...this.parent?.(),
      'Mod-Enter': () => {
        if (!this.editor.isActive(this.name)) return false
        const { checked } = this.editor.getAttributes(this.name)
        return this.editor.commands.updateAttributes(this.name, { checked: checked !== true })
      },
    }
  },
}).configure({
  nested: true,
  a11y: { checkboxLabel: ({ firstChild }) => blockWords().task(firstChild?.textContent ?? '') },
})

export const taskLists = [TaskList.configure({ HTMLAttributes: { dir: 'auto' } }), Task]
