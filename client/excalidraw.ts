/**
 * Excalidraw on a room: `homeroom/excalidraw`. It loads nothing of Excalidraw.
 *
 * @module
 */
export type { ExcalidrawApi, PointerUpdate, ScenePoint } from './excalidraw/api.ts'
export {
  type BindExcalidrawOptions,
  type BoardFault,
  type BoardRoom,
  bindExcalidraw,
  type ExcalidrawBinding,
} from './excalidraw/bind.ts'
export type { BoardView } from './excalidraw/crowd.ts'
export { type BoardElement, packElement, readElement } from './excalidraw/element.ts'
