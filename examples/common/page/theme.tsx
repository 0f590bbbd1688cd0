import { Monitor, Moon, Sun } from 'lucide-react'
import { useLayoutEffect, useState } from 'react'
import { useWords } from '../words/index.ts'
import { inBrowser } from './storage.ts'

const SIGNS = { system: Monitor, light: Sun, dark: Moon } as const
type Theme = keyof typeof SIGNS
const THEMES = Object.keys(SIGNS) as readonly Theme[]

/** The theme that was chosen in this browser. */
export const readTheme = (): Theme => {
  const stored = inBrowser.read('theme')
  return THEMES.find((theme) => theme === stored) ?? 'system'
}

/** Shows the page in a theme, and remembers it. Every colour of the style sheets is a `light-dark()`: one property switches them all. */
export const applyTheme = (theme: Theme): void => {
  inBrowser.write('theme', theme)
  document.documentElement.style.colorScheme = theme === 'system' ? '' : theme
}

/** Switches between the system's theme, light and dark, in turn. */
export const ThemeButton = () => {
  const [theme, setTheme] = useState(readTheme)
  useLayoutEffect(() => applyTheme(theme), [theme])
  const { settings } = useWords()
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const Sign = SIGNS[theme]
  const label = settings.changeTheme(settings.themes[theme], settings.themes[next])
  return (
    <button
      className="quiet icon"
      type="button"
      title={label}
      aria-label={label}
      onClick={() => setTheme(next)}
    >
      <Sign />
    </button>
  )
}
