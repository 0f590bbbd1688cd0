import { ENTRY_BYTES } from './awareness.ts'
import { createDecoder, type Decoder, readRun, readUint } from './bytes.ts'
import { AWARENESS_BYTES, AWARENESS_ENTRIES, FRAME_MESSAGES } from './limits.ts'
import { MESSAGES } from './messages.ts'

/** What of a frame is presence: all of it is read in one turn, so that several messages have no more than one may have. */
class PresenceShare {
  #bytes = 0
  #entries = 0

  get isFull(): boolean {
    return this.#bytes > AWARENESS_BYTES || this.#entries > AWARENESS_ENTRIES
  }

  add(update: Uint8Array): void {
    this.#bytes += update.length
    const count = readUint(createDecoder(update))
    this.#entries += Math.min(count, update.length / ENTRY_BYTES)
  }
}

/** Goes to the end of the message that begins here. Throws where its bytes are none, or end too early. */
const skipMessage = (decoder: Decoder, presence: PresenceShare): void => {
  switch (readUint(decoder)) {
    case MESSAGES.sync.type:
      readUint(decoder)
      readRun(decoder)
      break
    case MESSAGES.awareness.type:
      presence.add(readRun(decoder))
      break
    case MESSAGES.queryAwareness.type:
      break
    default:
      // How long an unknown message is, its sender alone knows.
      decoder.pos = decoder.arr.length
  }
}

/**
 * The messages of y-protocols that one frame holds, one after the other, each as a view of its own. Most clients send one in a
 * frame; those built on yrs open with several. What cannot be told apart is one message, whose reader says what is wrong; what
 * comes after {@link FRAME_MESSAGES} of them stands behind those as one piece. Never throws.
 */
export const messagesIn = (frame: Uint8Array): readonly Uint8Array[] => {
  const messages: Uint8Array[] = []
  const presence = new PresenceShare()
  const decoder = createDecoder(frame)
  let start = 0
  try {
    while (messages.length < FRAME_MESSAGES) {
      skipMessage(decoder, presence)
      if (decoder.pos === frame.length || presence.isFull) break
      messages.push(frame.subarray(start, decoder.pos))
      start = decoder.pos
    }
  } catch {
    // The rest is one message, and cannot be read.
  }
  messages.push(start === 0 ? frame : frame.subarray(start))
  return messages
}
