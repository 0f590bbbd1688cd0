import { useSyncExternalStore } from 'react'
import { useClassroom, useReadable } from './classroom-context.tsx'
import type { Tab } from './tab.ts'

/** The same as in room.css: a page this narrow has its tabs at the bottom. */
const narrow = matchMedia('(max-width: 52rem)')

const onNarrow = (listener: () => void) => {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

export const useIsNarrow = (): boolean => useSyncExternalStore(onNarrow, () => narrow.matches)

/** The tab that is shown: beside the room there is always one. */
export const useTab = (): Tab => {
  const tab = useReadable(useClassroom().tabs)
  return useIsNarrow() || tab !== 'room' ? tab : 'people'
}
