// What a token says of the rooms that it is for. The relay alone decides; this page only knows by it what to ask for.

/** The rooms of a token: those that it names, and patterns of names, of which nobody but the relay knows the rooms. */
export interface TokenRooms {
  readonly names: readonly string[]
  /** With stars; one that is for every room has `**`. */
  readonly patterns: readonly string[]
}

/** So many are asked for: each is a request. */
const MOST_NAMES = 50

const claimsOf = (token: string): Readonly<Record<string, unknown>> | null => {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) return null
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null ? { ...claims } : null
  } catch {
    // It is a secret with dots in it, or nothing that anybody made.
    return null
  }
}

/** The rooms that a token is for; null for a secret, which is for all that there are. */
export const tokenRooms = (credential: string): TokenRooms | null => {
  const claims = claimsOf(credential)
  if (claims === null) return null
  const { rooms, room } = claims
  const named = [...(Array.isArray(rooms) ? rooms : []), room].filter((name) => typeof name === 'string')
  if (rooms === undefined && room === undefined) return { names: [], patterns: ['**'] }
  const hasStar = (name: string) => name.includes('*')
  return {
    names: [...new Set(named.filter((name) => !hasStar(name)))].slice(0, MOST_NAMES),
    patterns: named.filter(hasStar),
  }
}
