// Stands for `homeroom/excalidraw` on this page: the same, and the test can ask the board, or the second one of two.
import { bindExcalidraw as bind } from '../../../../client/excalidraw.ts'

export const bindExcalidraw: typeof bind = (room, api, options) => {
  const faults: string[] = []
  const binding = bind(room, api, { ...options, onFault: ({ code }) => faults.push(code) })
  /** Shows another board of the room in the same drawing, as an app does whose user goes from one to the next. */
  const bindTo = (name: string) => {
    binding.destroy()
    bindExcalidraw(room, api, { name })
  }
  const board = { api, binding, faults, bindTo }
  Object.assign(window, options?.name === undefined ? board : { [options.name]: board })
  return binding
}
