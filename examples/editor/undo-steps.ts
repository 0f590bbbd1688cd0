import type { UndoManager } from 'yjs'

/** So long one step of Undo may last, in ms. */
const STEP_MS = 3_000

/**
 * Divides what is written into steps: without this, Undo takes back all that was written without a pause of half a
 * second, which may be a page.
 */
export const undoInSteps = (
  manager: Pick<UndoManager, 'on' | 'stopCapturing'>,
  nowMs: () => number = () => performance.now(),
): void => {
  let sinceMs = 0
  manager.on('stack-item-added', () => {
    sinceMs = nowMs()
  })
  manager.on('stack-item-updated', () => {
    if (nowMs() - sinceMs >= STEP_MS) manager.stopCapturing()
  })
}

/** What this does is a step of Undo by itself, apart from what was written just before and is written after it. */
export const asOneStep = (manager: Pick<UndoManager, 'stopCapturing'>, act: () => void): void => {
  manager.stopCapturing()
  act()
  manager.stopCapturing()
}
