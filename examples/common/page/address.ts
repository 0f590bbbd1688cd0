/** What a room is opened as: the same people, rights and links, with something else before them. */
export const KINDS = ['class', 'board', 'doc'] as const

export type Kind = (typeof KINDS)[number]

export const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value)

/** What the page's address asks for. */
export interface Asked {
  readonly kind: Kind
  readonly room: string
  readonly name: string | null
  readonly token: string | null
  /** Of a link to a room. */
  readonly code: string | null
  readonly autojoin: boolean
}

/** A link has its code here: what stands behind `#` is sent to no server. */
const JOIN = '#join='

/** Where the relay serves this page, which may be below a path; read before the address is another one. */
const ROOT = new URL(
  '.',
  document.querySelector<HTMLLinkElement>('link[rel="manifest"]')?.href ?? location.href,
)

/** A file of the page. */
export const pageFile = (name: string): string => new URL(name, ROOT).href

const pathOf = (room: string): string => room.split('/').map(encodeURIComponent).join('/')

/** The address of a room as one kind. A class has its name in the query, as it was before there were others. */
export const roomUrl = (kind: Kind, room: string): URL => {
  if (kind !== 'class') return new URL(`${kind}/${pathOf(room)}`, ROOT)
  const url = new URL(ROOT)
  url.searchParams.set('room', room)
  return url
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    // No name of a room: the lobby says so.
    return path
  }
}

/** The kind and the room in the path of an address; a class is at the root. */
const readPath = ({ pathname }: Pick<URL, 'pathname'>): Pick<Asked, 'kind' | 'room'> => {
  const [, kind, room = ''] = /^(board|doc)(?:\/(.*))?$/.exec(pathname.slice(ROOT.pathname.length)) ?? []
  return isKind(kind) ? { kind, room: decoded(room) } : { kind: 'class', room: '' }
}

const rewrite = (change: (url: URL) => void): void => {
  const url = new URL(location.href)
  if (url.hash.startsWith(JOIN)) url.hash = ''
  change(url)
  history.replaceState(history.state, '', url)
}

/** Reads the address and takes the token and the code out of it, before anybody can copy, bookmark or project it. */
export const readAddress = (): Asked => {
  const query = new URLSearchParams(location.search)
  const { kind, room } = readPath(location)
  const asked = {
    kind,
    room: room === '' ? (query.get('room') ?? '') : room,
    name: query.get('name'),
    token: query.get('token'),
    code: location.hash.startsWith(JOIN) ? decodeURIComponent(location.hash.slice(JOIN.length)) : null,
    autojoin: query.get('autojoin') === '1',
  }
  rewrite(({ searchParams }) => searchParams.delete('token'))
  return asked
}

/** Makes the address one that can be passed on: it names the room, and this person no longer. */
export const showRoomInAddress = (kind: Kind, room: string): void =>
  rewrite((url) => {
    const { pathname, searchParams } = roomUrl(kind, room)
    url.pathname = pathname
    for (const key of ['room', 'name']) url.searchParams.delete(key)
    for (const [key, value] of searchParams) url.searchParams.set(key, value)
  })

/** For a person who leaves: a reload then shows the lobby. */
export const stopAutojoin = (): void => rewrite(({ searchParams }) => searchParams.delete('autojoin'))

/** The HTTP API of the relay that served this page, which may stand below a path. */
export const relayHttp = (): string => ROOT.href.replace(/\/$/, '')

/** The same for its sockets. */
export const relayUrl = (): string => relayHttp().replace(/^http/, 'ws')

/** A link to a class as one to the kind of room that this page shows. */
export const asShownHere = (link: string): string => {
  const { kind } = readPath(location)
  const url = new URL(link)
  if (kind !== 'class') url.pathname += `${kind}/`
  return url.href
}

/** A link that lets people into the room of a code. */
export const joinUrl = (code: string): string => asShownHere(`${ROOT.href}${JOIN}${code}`)

/** A link that was opened in this tab, which loads nothing by itself: only what stands behind `#` has changed. */
export const followLinks = (): void =>
  addEventListener('hashchange', () => {
    if (location.hash.startsWith(JOIN)) location.reload()
  })

/** A link that brings anyone to the room. It holds no name and no token. */
export const inviteLink = (room: string): string => roomUrl(readPath(location).kind, room).href
