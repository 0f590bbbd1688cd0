import { part } from './dom.ts'

const toggle = (button: HTMLButtonElement, onChange: (on: boolean) => void, signal: AbortSignal): void => {
  button.setAttribute('aria-pressed', 'false')
  button.addEventListener(
    'click',
    () => {
      const on = button.getAttribute('aria-pressed') !== 'true'
      button.setAttribute('aria-pressed', String(on))
      onChange(on)
    },
    { signal },
  )
}

/** The two toggle buttons. Returns what takes them away again. */
export const openReactions = (
  root: HTMLElement,
  on: { emoji: (emoji: '👍' | '') => void; hand: (up: boolean) => void },
): (() => void) => {
  const listening = new AbortController()
  const thumb = part(root, 'button[name=thumb]', HTMLButtonElement)
  const hand = part(root, 'button[name=hand]', HTMLButtonElement)
  toggle(thumb, (up) => on.emoji(up ? '👍' : ''), listening.signal)
  toggle(hand, on.hand, listening.signal)
  return () => listening.abort()
}
