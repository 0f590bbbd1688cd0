// The addresses of this machine at which others in its network reach it.
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'

/** Interfaces of containers, virtual machines and tunnels: no phone in the room is there. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vnic|utun|tun|tap|wg|zt|tailscale|vethernet|lxc|cni|podman)/i

/** An address for documentation (RFC 5737), to which nothing is sent: asked for the way there, a machine names its own address. */
const ELSEWHERE = '192.0.2.1'

/** The address of this machine on the way to others; null where there is no way. */
const addressOfRoute = (): Promise<string | null> => {
  const socket = createSocket('udp4')
  return new Promise<string | null>((resolve) => {
    socket.once('error', () => resolve(null))
    // A UDP socket that is connected has its own address, and has sent nothing.
    socket.connect(9, ELSEWHERE, () => resolve(socket.address().address))
  }).finally(() => socket.close())
}

/** IPv4 addresses of the network, the one that others most likely reach first; none where there is no network. */
export const lanAddresses = async (interfaces = networkInterfaces()): Promise<readonly string[]> => {
  const first = await addressOfRoute()
  const all = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal && !address.startsWith('169.254.')
        ? [{ address, isVirtual: VIRTUAL.test(name) }]
        : [],
    ),
  )
  const rank = ({ address, isVirtual }: (typeof all)[number]) =>
    address === first && !isVirtual ? 0 : isVirtual ? 2 : 1
  return all.sort((one, other) => rank(one) - rank(other)).map(({ address }) => address)
}
