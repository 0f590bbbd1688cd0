/** What the page's address asks for. */
export interface Asked {
  readonly room: string
  readonly name: string | null
  readonly token: string | null
  /** Of a link to a room. */
  readonly code: string | null
  readonly autojoin: boolean
}

/** A link has its code here: what stands behind `#` is sent to no server. */
const JOIN = '#join='

const rewrite = (change: (query: URLSearchParams) => void): void => {
  const url = new URL(location.href)
  if (url.hash.startsWith(JOIN)) url.hash = ''
  change(url.searchParams)
  history.replaceState(history.state, '', url)
}

/** Reads the address and takes the token and the code out of it, before anybody can copy, bookmark or project it. */
export const readAddress = (): Asked => {
  const query = new URLSearchParams(location.search)
  const asked = {
    room: query.get('room') ?? '',
    name: query.get('name'),
    token: query.get('token'),
    code: location.hash.startsWith(JOIN) ? decodeURIComponent(location.hash.slice(JOIN.length)) : null,
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

/** The same for its HTTP API. */
export const relayHttp = (): string => new URL('.', location.href).href.replace(/\/$/, '')

/** A link that lets people into the room of a code. */
export const joinUrl = (code: string): string =>
  `${new URL(location.pathname, location.origin).href}${JOIN}${code}`

/** A link that was opened in this tab, which loads nothing by itself: only what stands behind `#` has changed. */
export const followLinks = (): void =>
  addEventListener('hashchange', () => {
    if (location.hash.startsWith(JOIN)) location.reload()
  })

/** A link that brings anyone to the room. It holds no name and no token. */
export const inviteLink = (room: string): string => {
  const url = new URL(location.pathname, location.origin)
  url.searchParams.set('room', room)
  return url.href
}
