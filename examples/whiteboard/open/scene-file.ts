// A drawing in a file: read, and put on the board beside what is there. Excalidraw's own way would put elements of the file in the
// place of those that have the same ids, over what others have done with them since.
import {
  getCommonBounds,
  loadFromBlob,
  MIME_TYPES,
  sceneCoordsToViewportCoords,
} from '@excalidraw/excalidraw'
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'

type Loaded = Awaited<ReturnType<typeof loadFromBlob>>

/** What a file holds. */
export type SceneFile = Pick<Loaded, 'elements' | 'files'>

/** Between what is here and what comes, in units of the board. */
const GAP = 80

/** Whether a file of this name may hold a drawing: pictures that Excalidraw has saved do. */
export const mayHoldScene = ({ name }: File): boolean => /\.(?:excalidraw|json|png|svg)$/i.test(name)

/** The drawing in a file; null where there is none. */
export const readScene = async (file: File): Promise<SceneFile | null> => {
  const loaded = await loadFromBlob(file, null, null).catch(() => null)
  if (loaded === null) return null
  const elements = loaded.elements.filter(({ isDeleted }) => !isDeleted)
  return elements.length === 0 ? null : { elements, files: loaded.files }
}

type Api = Pick<
  ExcalidrawImperativeAPI,
  'addFiles' | 'getAppState' | 'getSceneElements' | 'onChange' | 'scrollToContent'
>

/** Where the middle of what comes is: where it is in the file, or to the right of all that is here. */
const middleOf = (api: Api, { elements }: SceneFile) => {
  const [left, top, right, bottom] = getCommonBounds(elements)
  const here = api.getSceneElements()
  if (here.length === 0) return { sceneX: (left + right) / 2, sceneY: (top + bottom) / 2 }
  const [, topHere, rightHere] = getCommonBounds(here)
  return { sceneX: rightHere + GAP + (right - left) / 2, sceneY: topHere + (bottom - top) / 2 }
}

/**
 * Puts the drawing there as one step of Undo, selected and in sight, with ids of its own: as a part of the library that is dropped
 * on the board, which is the one way in by which Excalidraw gives ids anew to groups, bound arrows and frames, too.
 */
export const putBeside = (api: Api, board: Element, scene: SceneFile): void => {
  const { x: clientX, y: clientY } = sceneCoordsToViewportCoords(middleOf(api, scene), api.getAppState())
  const before = new Set(api.getSceneElements().map(({ id }) => id))
  const stop = api.onChange((elements, { selectedElementIds }) => {
    const added = elements.filter(({ id }) => selectedElementIds[id] === true && !before.has(id))
    if (added.length === 0) return
    stop()
    api.scrollToContent(added, { fitToContent: true, animate: false })
  })
  api.addFiles(Object.values(scene.files))
  const dataTransfer = new DataTransfer()
  const item = { id: 'file', status: 'unpublished', created: 0, elements: scene.elements }
  const library = { type: 'excalidrawlib', version: 2, libraryItems: [item] }
  dataTransfer.setData(MIME_TYPES.excalidrawlib, JSON.stringify(library))
  board.dispatchEvent(
    new DragEvent('drop', { bubbles: true, cancelable: true, clientX, clientY, dataTransfer }),
  )
}
