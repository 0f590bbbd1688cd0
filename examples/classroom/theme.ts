import { inBrowser } from './storage.ts'
import { createValue } from './value.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const isTheme = (value: string | null): value is Theme => THEMES.some((theme) => theme === value)

/** Every colour of the style sheets is a `light-dark()`, so one property switches them all. */
const apply = (theme: Theme): void => {
  document.documentElement.style.colorScheme = theme === 'system' ? '' : theme
}

const stored = inBrowser.read('theme')

export const theme = createValue<Theme>(isTheme(stored) ? stored : 'system')

export const setTheme = (next: Theme): void => {
  inBrowser.write('theme', next)
  apply(next)
  theme.set(next)
}

apply(theme.get())
