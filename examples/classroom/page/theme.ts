import { inBrowser } from './storage.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const isTheme = (value: string | null): value is Theme => THEMES.some((theme) => theme === value)

export const readTheme = (): Theme => {
  const stored = inBrowser.read('theme')
  return isTheme(stored) ? stored : 'system'
}

/** Every colour of the style sheets is a `light-dark()`, so one property switches them all. */
export const applyTheme = (theme: Theme): void => {
  inBrowser.write('theme', theme)
  document.documentElement.style.colorScheme = theme === 'system' ? '' : theme
}
