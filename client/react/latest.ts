import { useEffect, useLayoutEffect, useRef } from 'react'

/** React 18 warns of a layout effect on a server, where none runs. */
export const usePageEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect

/** A function of the latest render, for what calls it later. */
export const useLatest = <Value>(value: Value): { readonly current: Value } => {
  const latest = useRef(value)
  usePageEffect(() => {
    latest.current = value
  })
  return latest
}
