import { useSyncExternalStore } from 'react'

/** A page this narrow shows one part at a time: the same as in the style sheet. */
const narrow = matchMedia('(max-width: 52rem)')

const onNarrow = (listener: () => void) => {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

export const useIsNarrow = (): boolean => useSyncExternalStore(onNarrow, () => narrow.matches)
