/** Channels of a Redis Cluster are in so many slots, each of which one server has. */
const SLOTS = 16_384

const POLYNOMIAL = 0x1021

/** CRC-16 as XMODEM has it, which the specification of Redis Cluster names. */
const crc16 = (bytes: Uint8Array): number => {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ POLYNOMIAL : crc << 1) & 0xffff
  }
  return crc
}

/** The slot of a channel: of what stands between the first braces, where something does. */
export const slotOf = (channel: string): number => {
  const [, tag] = /^[^{]*\{([^}]+)\}/.exec(channel) ?? []
  return crc16(Buffer.from(tag ?? channel)) % SLOTS
}
