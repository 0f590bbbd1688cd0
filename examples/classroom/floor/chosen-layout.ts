import type { ReadonlyStore } from 'homeroom/client'
import type * as Y from 'yjs'
import { createValue } from '../../common/page/value.ts'
import { type Layout, MOST_COLUMNS, MOST_ROWS, readLayout } from './layout.ts'

/** The layout that was chosen for a room, as its document has it. */
export interface ChosenLayout extends ReadonlyStore<Layout> {
  set(layout: Layout): void
  stop(): void
}

export const createChosenLayout = (doc: Y.Doc): ChosenLayout => {
  const settings = doc.getMap('settings')
  const read = () => readLayout(settings.get('rows'), settings.get('columns'), settings.get('desks'))
  const layout = createValue(read())
  const onSettings = () => {
    const next = read()
    const { rows, columns } = layout.get()
    if (next.rows !== rows || next.columns !== columns) layout.set(next)
  }
  settings.observe(onSettings)
  return {
    get: layout.get,
    subscribe: layout.subscribe,
    set: ({ rows, columns }) =>
      doc.transact(() => {
        settings.set('rows', Math.min(MOST_ROWS, Math.max(1, rows)))
        settings.set('columns', Math.min(MOST_COLUMNS, Math.max(1, columns)))
      }),
    stop: () => settings.unobserve(onSettings),
  }
}
