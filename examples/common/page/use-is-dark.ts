import { useSyncExternalStore } from 'react'

const system = matchMedia('(prefers-color-scheme: dark)')

/** What was chosen stands in the page's style, and nothing stands there for the system's theme. */
const isDark = (): boolean => {
  const { colorScheme } = document.documentElement.style
  return colorScheme === '' ? system.matches : colorScheme === 'dark'
}

const onTheme = (listener: () => void) => {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['style'] })
  system.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', listener)
  }
}

/** Whether the page is dark, for parts that do not follow `light-dark()`. */
export const useIsDark = (): boolean => useSyncExternalStore(onTheme, isDark)
