import { createContext, useContext } from 'react'

/** Where a page has its chat. */
export interface ChatPlace {
  /** Whether it is shown, and not behind something else. */
  readonly isShown: boolean
  /** Shows it, and leads the keyboard to its field. */
  readonly show: () => void
}

const ChatPlaceContext = createContext<ChatPlace>({ isShown: false, show: () => undefined })

export const ChatPlaceProvider = ChatPlaceContext

export const useChatPlace = (): ChatPlace => useContext(ChatPlaceContext)
