import { flushSync } from 'react-dom'
import { useClassroom } from '../room/classroom-context.tsx'
import { goTo } from '../room/go-to.ts'
import type { Receivers } from './receivers.ts'

/** Begins a message to these in the chat, once what was open over it is closed. */
export const useWriteTo = (): ((to: Receivers, close?: () => void) => void) => {
  const { receivers, tabs } = useClassroom()
  return (to, close) => {
    flushSync(() => {
      close?.()
      receivers.set(to)
    })
    goTo('chat', tabs)
  }
}
