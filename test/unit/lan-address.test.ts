import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { lanAddresses } from '../../server/base/lan-address.ts'

const at = (address: string, more: object = {}) =>
  [{ address, family: 'IPv4', internal: false, ...more }] as NetworkInterfaceInfo[]

test('an address in the network stands before those of containers, and those that nobody reaches are left out', async () => {
  const found = await lanAddresses({
    lo: at('127.0.0.1', { internal: true }),
    docker0: at('172.17.0.1'),
    wlan0: at('198.51.100.7'),
    eth1: at('169.254.3.4'),
    eth2: at('fe80::1', { family: 'IPv6' }),
  })
  expect(found).toEqual(['198.51.100.7', '172.17.0.1'])
  expect(await lanAddresses({ lo: at('127.0.0.1', { internal: true }) })).toEqual([])
})
