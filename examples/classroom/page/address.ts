/** What the page's address asks for. */
export interface Asked {
  readonly room: string
  readonly name: string | null
  readonly token: string | null
  readonly autojoin: boolean
}

const rewrite = (change: (query: URLSearchParams) => void): void => {
  const url = new URL(location.href)
  change(url.searchParams)
  history.replaceState(history.state, '', url)
}

/** Reads the address and takes the token out of it, before anybody can copy, bookmark or project it. */
export const readAddress = (): Asked => {
  const query = new URLSearchParams(location.search)
  const asked = {
    room: query.get('room') ?? '',
    name: query.get('name'),
    token: query.get('token'),
    autojoin: query.get('autojoin') === '1',
  }
  rewrite((rest) => rest.delete('token'))
  return asked
}

/** Makes the address one that can be passed on: it names the room, and this person no longer. */
export const showRoomInAddress = (room: string): void =>
  rewrite((query) => {
    query.set('room', room)
    query.delete('name')
  })

/** For a person who leaves: a reload then shows the lobby. */
export const stopAutojoin = (): void => rewrite((query) => query.delete('autojoin'))

/** The relay that served this page, which may stand below a path. */
export const relayUrl = (): string =>
  new URL('.', location.href.replace(/^http/, 'ws')).href.replace(/\/$/, '')

/** A link that brings anyone to the room. It holds no name and no token. */
export const inviteLink = (room: string): string => {
  const url = new URL(location.pathname, location.origin)
  url.searchParams.set('room', room)
  return url.href
}
