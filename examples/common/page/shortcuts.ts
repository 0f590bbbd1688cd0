import { useEffect, useRef } from 'react'
import { inBrowser } from './storage.ts'

const KEY = 'shortcuts'

/** Whether single keys do something: this person can turn them off (WCAG 2.1.4). */
export const areShortcutsOn = (): boolean => inBrowser.read(KEY) !== 'off'

export const turnShortcuts = (isOn: boolean): void => inBrowser.write(KEY, isOn ? null : 'off')

/** Whether a key belongs to what has the focus, or to a dialog. */
export const isKeyTaken = (event: KeyboardEvent): boolean => {
  // Within a shadow root, as the editor of code has one, the event's own target is the element around it.
  const [target] = event.composedPath()
  return (
    event.defaultPrevented ||
    event.repeat ||
    event.isComposing ||
    event.altKey ||
    event.ctrlKey ||
    event.metaKey ||
    (target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null) ||
    document.querySelector('dialog[open]') !== null
  )
}

/** What single keys do while nothing is written and no dialog is open, by what is printed on them. */
export const useShortcuts = (acts: Readonly<Record<string, () => void>>): void => {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined
      if (act === undefined || isKeyTaken(event) || !areShortcutsOn()) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', keyed)
    return () => removeEventListener('keydown', keyed)
  }, [])
}
