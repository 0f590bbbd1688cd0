import { flushSync } from 'react-dom'
import { useRoomState } from '../room/room-context.tsx'
import { useChatPlace } from './chat-place.tsx'
import type { Receivers } from './receivers.ts'

/** Begins a message to these in the chat, once what was open over it is closed. */
export const useWriteTo = (): ((to: Receivers, close?: () => void) => void) => {
  const { receivers } = useRoomState()
  const { show } = useChatPlace()
  return (to, close) => {
    flushSync(() => {
      close?.()
      receivers.set(to)
    })
    show()
  }
}
