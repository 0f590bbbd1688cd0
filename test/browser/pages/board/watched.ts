// Stands for `homeroom/excalidraw` on this page: the same, and the test can ask the board.
import { bindExcalidraw as bind } from '../../../../client/excalidraw.ts'

export const bindExcalidraw: typeof bind = (room, api, options) => {
  const faults: string[] = []
  const binding = bind(room, api, { ...options, onFault: ({ code }) => faults.push(code) })
  Object.assign(window, { api, binding, faults })
  return binding
}
