import { type RefObject, useLayoutEffect, useRef } from 'react'

/** A heading that takes the focus when its view appears: a screen reader says where it is, and Tab goes on from there. */
export const useHeadingFocus = (): RefObject<HTMLHeadingElement | null> => {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  return heading
}
