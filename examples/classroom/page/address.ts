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

/** In the room the address leads here for anyone it is sent to: the room stays in it, the own name doesn't. */
export const showRoomInAddress = (room: string): void =>
  rewrite((query) => {
    query.set('room', room)
    query.delete('name')
  })

/** Having left, a reload should show the lobby. */
export const stopAutojoin = (): void => rewrite((query) => query.delete('autojoin'))

/** The relay that served this page. */
export const relayUrl = (): string => `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`

/** A link that brings anyone to the room, and tells nobody's name or token. */
export const inviteLink = (room: string): string => {
  const url = new URL(location.pathname, location.origin)
  url.searchParams.set('room', room)
  return url.href
}
