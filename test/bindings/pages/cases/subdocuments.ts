import * as Y from 'yjs'
import type { Binding, Joined } from '../binding.ts'

/** A document within the document, which has a room of its own under the room's id and its guid. */
export const mount = ({ doc, mayWrite, user, joinOther }: Joined): Binding => {
  const pages = doc.getMap('pages') as Y.Map<Y.Doc>
  doc.on('subdocs', ({ loaded }: { loaded: Set<Y.Doc> }) => {
    for (const page of loaded) joinOther(page.guid, page)
  })
  const load = () => pages.get('first')?.load()
  pages.observe(load)
  if (mayWrite && user.name === 'Ada') pages.set('first', new Y.Doc())
  else load()
  const text = () => pages.get('first')?.getText('text')
  return {
    text: () => text()?.toString() ?? '',
    write(words) {
      if (mayWrite) text()?.insert(text()?.length ?? 0, words)
    },
  }
}
