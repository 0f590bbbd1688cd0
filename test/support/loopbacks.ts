import { networkInterfaces } from 'node:os'

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
)

/** The addresses by which this machine reaches itself: by IPv6 as well, where it has that. */
export const LOOPBACKS: readonly string[] = hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']

/** The last of them, as in a URL. */
export const LAST_LOOPBACK = hasIpv6 ? '[::1]' : '127.0.0.1'
