import type { Random } from './random.ts'

/** One small damage to bytes: a byte changed, a step up or down, an end cut off, a run doubled or left out. */
const DAMAGES: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  (bytes, random) => withByte(bytes, random.below(bytes.length), () => random.below(256)),
  (bytes, random) => withByte(bytes, random.below(bytes.length), (byte) => byte + (random.below(2) * 2 - 1)),
  (bytes, random) => withByte(bytes, random.below(bytes.length), (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    const from = random.below(bytes.length)
    const to = from + random.below(bytes.length - from)
    return Uint8Array.from([...bytes.slice(0, to), ...bytes.slice(from)])
  },
  (bytes, random) => {
    const from = random.below(bytes.length)
    const to = from + random.below(bytes.length - from)
    return Uint8Array.from([...bytes.slice(0, from), ...bytes.slice(to)])
  },
]

/** Bytes that were valid, damaged up to `most` times. */
export const mutate = (bytes: Uint8Array, random: Random, most = 3): Uint8Array => {
  let damaged = bytes
  for (let left = 1 + random.below(most); left > 0; left--) damaged = random.pick(DAMAGES)(damaged, random)
  return damaged
}

const withByte = (bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? change(byte) : byte))
