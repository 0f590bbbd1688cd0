import { proxy } from 'valtio'
import { bind } from 'valtio-yjs'
import type { Binding, Joined } from '../binding.ts'

export const mount = ({ doc, mayWrite }: Joined): Binding => {
  const state = proxy<string[]>([])
  bind(state, doc.getArray('valtio'))
  return {
    text: () => state.join(''),
    write(words) {
      if (mayWrite) state.push(words)
    },
  }
}
