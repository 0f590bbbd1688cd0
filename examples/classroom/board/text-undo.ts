import type { UndoManager } from 'yjs'

/**
 * Undo and redo of the own changes only. The browser's undo of a textarea is lost at the first change by
 * somebody else.
 */
export const bindUndo = (area: HTMLTextAreaElement, manager: UndoManager, signal: AbortSignal): void => {
  const steps: Readonly<Record<string, () => void>> = {
    historyUndo: () => manager.undo(),
    historyRedo: () => manager.redo(),
  }

  const take = (event: Event, step: string): void => {
    event.preventDefault()
    steps[step]?.()
  }

  area.addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return
      const key = event.key.toLowerCase()
      if (key === 'z') take(event, event.shiftKey ? 'historyRedo' : 'historyUndo')
      else if (key === 'y') take(event, 'historyRedo')
    },
    { signal },
  )
  // From a menu or a gesture, without keys.
  area.addEventListener(
    'beforeinput',
    (event) => {
      if (event.inputType in steps) take(event, event.inputType)
    },
    { signal },
  )
}
