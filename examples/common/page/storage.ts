// A browser may refuse storage altogether (blocked cookies): then nothing is remembered, and everything else works.

const attempt = <T>(work: () => T, otherwise: T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof DOMException) return otherwise
    throw error
  }
}

export interface Shelf {
  read(key: string): string | null
  /** Null removes the key. */
  write(key: string, value: string | null): void
}

const shelf = (storage: () => Storage): Shelf => ({
  read: (key) => attempt(() => storage().getItem(`homeroom:${key}`), null),
  write: (key, value) =>
    attempt(
      () =>
        value === null
          ? storage().removeItem(`homeroom:${key}`)
          : storage().setItem(`homeroom:${key}`, value),
      undefined,
    ),
})

/** What this browser remembers. */
export const inBrowser = shelf(() => localStorage)

/** What this tab remembers, through a reload. */
export const inTab = shelf(() => sessionStorage)
