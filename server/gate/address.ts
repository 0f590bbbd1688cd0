import { isIP } from 'node:net'

/** The owner of an IPv6 address has a whole /64 of them (RFC 6177): that counts as one. */
const IPV6_GROUPS = 4

/**
 * The address that a connection is counted by. A proxy adds the address of its client at the end of
 * `X-Forwarded-For`; what stands before that was sent by the client and may be invented. So with `proxies` of
 * them, each of which adds one, the last but `proxies - 1` is told by a proxy and by nobody else.
 */
export const addressOf = (
  remote: string | undefined,
  forwardedFor: string | undefined,
  proxies: number,
): string => {
  const told = proxies === 0 ? [] : (forwardedFor ?? '').split(',').map(withoutPort)
  const address = told.at(-proxies) ?? told[0] ?? ''
  return blockOf(isIP(address) === 0 ? (remote ?? 'unknown') : address)
}

/** Some proxies write `[2001:db8::1]:4711` and `192.0.2.1:4711`. */
const withoutPort = (text: string): string => {
  const part = text.trim()
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(part)?.[1]
  return bracketed ?? (isIP(part) === 0 ? part.replace(/:\d+$/, '') : part)
}

const blockOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return groups
    .slice(0, IPV6_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
