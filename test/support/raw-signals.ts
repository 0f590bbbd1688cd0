import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { MESSAGES } from '../../shared/index.ts'

/** What a frame sink has heard. */
interface Listener {
  readonly frames: readonly Uint8Array[]
}

/** A signal as a client asks for it, written without any code of the relay. */
export const signalRequest = (kind: string, data: unknown = null, to: readonly number[] = []): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGES.signal.type)
  encoding.writeVarString(encoder, kind)
  encoding.writeVarString(encoder, JSON.stringify(data))
  encoding.writeVarUint(encoder, to.length)
  for (const clientId of to) encoding.writeVarUint(encoder, clientId)
  return encoding.toUint8Array(encoder)
}

export interface RawSignal {
  readonly clientId: number
  readonly identity: Record<string, unknown>
  readonly atMs: number
  readonly kind: string
  readonly data: unknown
}

/** Frames with signals, each as its signals. */
export const signalFrames = ({ frames }: Listener): RawSignal[][] =>
  frames.filter(([type]) => type === MESSAGES.signal.type).map(readMessage)

export const signalsOf = (listener: Listener): RawSignal[] => signalFrames(listener).flat()

const readMessage = (frame: Uint8Array): RawSignal[] => {
  const decoder = decoding.createDecoder(frame.subarray(1))
  const signals: RawSignal[] = []
  while (decoding.hasContent(decoder)) {
    signals.push({
      clientId: decoding.readVarUint(decoder),
      identity: JSON.parse(decoding.readVarString(decoder)),
      atMs: decoding.readVarUint(decoder),
      kind: decoding.readVarString(decoder),
      data: JSON.parse(decoding.readVarString(decoder)),
    })
  }
  return signals
}

const textsOf = ({ frames }: Listener, message: keyof typeof MESSAGES): string[] =>
  frames
    .filter(([type]) => type === MESSAGES[message].type)
    .map((frame) => decoding.readVarString(decoding.createDecoder(frame.subarray(1))))

/** The codes of what the relay has refused. */
export const noticesOf = (listener: Listener): string[] => textsOf(listener, 'notice')

/** Each welcome, the latest last. */
export const welcomesOf = (listener: Listener): Record<string, unknown>[] =>
  textsOf(listener, 'welcome').map((text) => JSON.parse(text))

/** What the relay said of the receiver's own entry. */
export const stampsOf = (listener: Listener): Record<string, unknown>[] =>
  textsOf(listener, 'self').map((text) => JSON.parse(text))
