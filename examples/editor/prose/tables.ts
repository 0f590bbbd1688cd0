import type { Editor } from '@tiptap/core'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { Plugin } from '@tiptap/pm/state'
import { fixTables, tableEditing } from '@tiptap/pm/tables'
import { ySyncPluginKey } from '@tiptap/y-tiptap'

/**
 * Two people who add a row and a column at once leave a row with a cell too few. If all pages put it there, each of the others
 * would see one too many, and mend that: without an end. So a table is mended by an edit in it alone.
 */
const mendingAlone = (): Plugin => {
  const { spec } = tableEditing()
  return new Plugin({
    ...spec,
    appendTransaction: function (transactions, before, state) {
      const isFromOthers = transactions.some((one) => one.getMeta(ySyncPluginKey)?.isChangeOrigin === true)
      return isFromOthers ? null : spec.appendTransaction?.call(this, transactions, before, state)
    },
  })
}

/** Gives each row its cells, as the steps that add and take away count on them. */
const mend = (editor: Editor): void => {
  const mended = fixTables(editor.state)
  if (mended !== undefined) editor.view.dispatch(mended)
}

const PlainTable = Table.extend({
  // Without the widths of columns, which are styles, and which the policy of the page forbids. A wide one is moved in its frame.
  renderHTML: () => ['div', { class: 'table-frame' }, ['table', ['tbody', 0]]],
  addKeyboardShortcuts() {
    const { Tab: toNextCell, ...others } = this.parent?.() ?? {}
    return {
      ...others,
      Tab: (props) => {
        if (!this.editor.isActive(this.name)) return false
        mend(this.editor)
        return toNextCell?.(props) ?? false
      },
    }
  },
  addProseMirrorPlugins: () => [mendingAlone()],
}).configure({ View: null })

/** What a cell says of itself: how many columns and rows it takes, and nothing of its looks. */
const attributesOf = ({ colspan, rowspan, colwidth }: Record<string, object>) => ({
  colspan,
  rowspan,
  colwidth: { ...colwidth, renderHTML: () => ({}) },
})

export const tables = [
  PlainTable,
  TableRow,
  TableHeader.extend({
    addAttributes() {
      return attributesOf(this.parent?.() as Record<string, object>)
    },
  }),
  TableCell.extend({
    addAttributes() {
      return attributesOf(this.parent?.() as Record<string, object>)
    },
  }),
]

/** Puts a table in, with a line behind it where it would be the last thing of the text: there the caret gets out of it. */
export const insertTable = (editor: Editor): void => {
  editor
    .chain()
    .focus()
    .insertTable({ rows: 3, cols: 3, withHeaderRow: false })
    .command(({ tr, state }) => {
      const { $from } = tr.selection
      for (let depth = $from.depth; depth > 0; depth--) {
        if ($from.node(depth).type.name !== 'table') continue
        const after = $from.after(depth)
        const line = state.schema.nodes.paragraph?.create()
        if (tr.doc.resolve(after).nodeAfter === null && line !== undefined) tr.insert(after, line)
        break
      }
      return true
    })
    .run()
}

export type TableStep = 'addRow' | 'addColumn' | 'removeRow' | 'removeColumn' | 'removeTable'

/** Changes the table in which the caret is. The last row and the last column take the table with them. */
export const changeTable = (editor: Editor, step: TableStep): void => {
  mend(editor)
  const done = {
    addRow: () => editor.commands.addRowAfter(),
    addColumn: () => editor.commands.addColumnAfter(),
    removeRow: () => editor.commands.deleteRow(),
    removeColumn: () => editor.commands.deleteColumn(),
    removeTable: () => editor.commands.deleteTable(),
  }[step]()
  if (!done) editor.commands.deleteTable()
  // The tools of the table go with it.
  if (!editor.isActive('table')) editor.commands.focus()
}
