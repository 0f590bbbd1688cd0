import { useSyncExternalStore } from 'react'
import { useClassroom, useReadable } from './classroom-context.tsx'
import { NARROW, type Tab } from './tab.ts'

const narrow = matchMedia(NARROW)

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
