import { useLayoutEffect, useState } from 'react'
import { applyTheme, readTheme, THEMES } from './theme.ts'

const SIGNS = { system: '◐', light: '☀', dark: '☾' } as const

/** Goes round light, dark, and what the system says. */
export const ThemeButton = () => {
  const [theme, setTheme] = useState(readTheme)
  useLayoutEffect(() => applyTheme(theme), [theme])
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const label = `Theme: ${theme}. Change to ${next}.`
  return (
    <button
      className="quiet icon"
      type="button"
      title={label}
      aria-label={label}
      onClick={() => setTheme(next)}
    >
      <span aria-hidden="true">{SIGNS[theme]}</span>
    </button>
  )
}
