// What `homeroom class` says in the terminal.
import { renderUnicodeCompact } from 'uqr'

export interface ClassLinks {
  readonly room: string
  /** Of the page, on this machine. */
  readonly here: string
  /** The same at each address of this machine in its network, the likeliest first. */
  readonly nearby: readonly string[]
  /** It listens where nobody but this machine reaches it. */
  readonly isLocal: boolean
  readonly hostCode: string
  /** Nine digits. */
  readonly code: string
}

/** The quiet zone around a QR code, in modules. */
const BORDER = 2

/** Bright white on black, whatever the colours of the terminal: many scanners read no other. */
const WHITE_ON_BLACK = ['\u001b[40;97m', '\u001b[0m'] as const

const linkOf = (page: string, code: string): string => `${page}/#join=${code}`

/** The page says before a host comes in which class it is. The links that pupils type and scan are shorter. */
export const hostLinkOf = ({
  room,
  here,
  hostCode,
}: Pick<ClassLinks, 'room' | 'here' | 'hostCode'>): string =>
  `${here}/?room=${encodeURIComponent(room)}#join=${hostCode}`

export const classNotice = (links: ClassLinks, isTerminal: boolean): string => {
  const { room, here, nearby, isLocal, code } = links
  const [nearest, ...others] = nearby
  const lines = [
    `Class ${room}`,
    '',
    `  Host:      ${hostLinkOf(links)}`,
    '             This link makes its bearer a host: open it on this machine, and show it to nobody.',
    '',
    `  Join:      ${nearest ?? here}  and the code  ${code}`,
    `             ${linkOf(nearest ?? here, code)}`,
    ...others.map((page) => `             or ${page}`),
    '',
    nearest === undefined
      ? `  ${isLocal ? 'By --host only this machine reaches the class' : 'This machine is in no network'}: the links work on it alone.`
      : '  Phones and laptops have to be in the network of this machine. Without it the page does not open: over http no browser keeps a copy of it.',
  ]
  if (!isTerminal) return lines.join('\n')
  const [begin, end] = WHITE_ON_BLACK
  const qr = renderUnicodeCompact(linkOf(nearest ?? here, code), { border: BORDER })
  return [...lines, '', ...qr.split('\n').map((line) => `  ${begin}${line}${end}`)].join('\n')
}
