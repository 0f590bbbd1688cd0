const NAME = 'homeroom:name'

// A browser may refuse storage altogether (blocked cookies): then the name is typed each time.
export const rememberedName = (): string => {
  try {
    return localStorage.getItem(NAME) ?? ''
  } catch {
    return ''
  }
}

/** False where the browser keeps nothing. */
export const rememberName = (name: string): boolean => {
  try {
    localStorage.setItem(NAME, name)
    return true
  } catch {
    return false
  }
}
