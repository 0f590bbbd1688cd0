import { IndexeddbPersistence } from 'y-indexeddb'
import type { Binding, Joined } from '../binding.ts'

export const mount = async ({ doc, mayWrite, user }: Joined): Promise<Binding> => {
  await new IndexeddbPersistence(`bindings-${user.name}`, doc).whenSynced
  const text = doc.getText('text')
  return {
    text: () => text.toString(),
    write(words) {
      if (mayWrite) text.insert(text.length, words)
    },
  }
}
