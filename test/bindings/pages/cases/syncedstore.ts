import { syncedStore } from '@syncedstore/core'
import type { Binding, Joined } from '../binding.ts'

export const mount = ({ doc, mayWrite }: Joined): Binding => {
  const store = syncedStore({ words: [] as string[] }, doc)
  return {
    text: () => store.words.join(''),
    write(words) {
      if (mayWrite) store.words.push(words)
    },
  }
}
