import { useState } from 'react'
import type { ChatPlace } from '../chat/chat-place.tsx'

interface ChatBeside extends ChatPlace {
  /** It was shown: from then on it stays in the page. */
  readonly wasShown: boolean
  readonly close: () => void
}

const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus()

/** The chat beside what a page shows; closed, it gives the keyboard back to its button. */
export const useChatBeside = (): ChatBeside => {
  const [isShown, setIsShown] = useState(false)
  const [wasShown, setWasShown] = useState(false)
  return {
    isShown,
    wasShown,
    show() {
      setIsShown(true)
      setWasShown(true)
      focus('.chat-side textarea')
    },
    close() {
      setIsShown(false)
      focus('.chat-button')
    },
  }
}
