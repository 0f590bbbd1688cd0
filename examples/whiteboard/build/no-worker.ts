/** Nothing is cut out of fonts, so no worker does it: Excalidraw then does it itself. */
export const WorkerUrl = undefined
