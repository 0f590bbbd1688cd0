/** A URL's path below a scope, without what is asked for; null where it lies elsewhere. */
export const pathBelow = (scope: string, url: string): string | null => {
  const { origin, pathname } = new URL(url)
  const plain = `${origin}${pathname}`
  return plain.startsWith(scope) ? plain.slice(scope.length) : null
}

/** The page itself: what it is asked for (a room, a token) is its own, and never kept. */
export const isOfPage = (path: string): boolean => path === '' || path === 'index.html'
