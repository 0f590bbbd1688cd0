import { readFrame, writeFrame } from '../../server/bus/node-frame.ts'
import type { Transport } from '../../server/bus/transport.ts'

const SIGNALS = 8
const LATER_KIND = 99
const LATER_VERSION = 2

/** The bus of a later version, which says signals by a message, and something else by a frame, that this one does not know. */
export const laterBus = (bus: Transport): Transport => ({
  get isUp() {
    return bus.isUp
  },
  get fault() {
    return bus.fault
  },
  subscribe: (...args) => bus.subscribe(...args),
  close: () => bus.close(),
  publish: (channel, bytes) => {
    const frame = readFrame(bytes)
    if (!frame.ok || frame.value.kind !== 'room' || frame.value.body[0] !== SIGNALS)
      return bus.publish(channel, bytes)
    bus.publish(channel, bytes.with(0, LATER_VERSION))
    return bus.publish(
      channel,
      writeFrame({ ...frame.value, body: Uint8Array.from(frame.value.body).with(0, LATER_KIND) }),
    )
  },
})
