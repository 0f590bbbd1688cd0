import * as Y from 'yjs'
import { createStore } from 'zustand/vanilla'
import yjs from 'zustand-middleware-yjs'
import type { Binding, Joined } from '../binding.ts'

interface State {
  readonly words: readonly string[]
  add(word: string): void
}

export const mount = ({ mayWrite, joinOther }: Joined): Binding => {
  const doc = new Y.Doc()
  const store = createStore<State>()(
    yjs(doc, 'zustand', (set) => ({
      words: [],
      add: (word) => set(({ words }) => ({ words: [...words, word] })),
    })) as never,
  )
  // Joined after the store is made: it takes what comes from then on, and does not read what is there.
  joinOther('zustand', doc)
  return {
    text: () => store.getState().words.join(''),
    write(words) {
      if (mayWrite) store.getState().add(words)
    },
  }
}
