// The place in the list of messages that a reader has.

import type { ChatMessage } from 'homeroom/chat'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useChatPlace } from './chat-place.tsx'

/** So near to the end a reader is at the end. */
const NEAR_PX = 40

/**
 * Keeps a reader's place: at the end the list stays at its end, and elsewhere what is read stays where it is, also when older
 * messages come above it.
 */
export const useReadingPlace = (
  list: RefObject<HTMLElement | null>,
  messages: readonly ChatMessage[],
): { readonly goToEnd: () => void; readonly moved: () => void } => {
  const place = useRef({ isAtEnd: true, endPx: 0, first: '', last: '' })

  const note = (element: HTMLElement) => {
    // What is not shown has no place.
    if (element.clientHeight === 0) return
    const endPx = element.scrollHeight - element.scrollTop
    place.current.endPx = endPx
    place.current.isAtEnd = endPx - element.clientHeight < NEAR_PX
  }
  const scroll = (element: HTMLElement, top: number) => {
    element.scrollTop = top
    note(element)
  }
  const goToEnd = () => {
    if (list.current !== null) scroll(list.current, list.current.scrollHeight)
  }

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    const { isAtEnd, endPx, first, last } = place.current
    const end = messages.at(-1)
    place.current.first = messages[0]?.key ?? ''
    place.current.last = end?.key ?? ''
    const hasWritten = end?.fate === 'sending' && end.key !== last
    if (isAtEnd || hasWritten) scroll(element, element.scrollHeight)
    else if (place.current.first !== first) scroll(element, element.scrollHeight - endPx)
    else note(element)
  })

  useEffect(() => {
    const element = list.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      if (place.current.isAtEnd) scroll(element, element.scrollHeight)
    })
    observer.observe(element)
    return () => observer.disconnect()
  })

  return {
    goToEnd,
    moved: () => {
      if (list.current !== null) note(list.current)
    },
  }
}

/** Whether an element of the chat is in view, in a page that is looked at. */
export const useIsSeen = (ref: RefObject<Element | null>): boolean => {
  const { isShown } = useChatPlace()
  const [isInView, setIsInView] = useState(false)
  const [isVisible, setIsVisible] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const observer = new IntersectionObserver((entries) =>
      setIsInView(entries.at(-1)?.isIntersecting === true),
    )
    observer.observe(element)
    const onVisibility = () => setIsVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [ref])
  // A panel behind another one has its place all the same.
  return isInView && isVisible && isShown
}
