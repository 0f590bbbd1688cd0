import { type RefObject, useEffect, useRef } from 'react'

/** A heading that takes the focus when its view comes: a screen reader says where one is, and Tab goes on from there. */
export const useHeadingFocus = (): RefObject<HTMLHeadingElement | null> => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return heading
}
