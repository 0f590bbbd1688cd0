import { countGraphemes } from '../page/graphemes.ts'

/** The relay takes so many bytes of UTF-8. */
const MOST_BYTES = 3_000

/** From so many bytes before the end on, the page says that a message is nearly full. */
const NEARLY_BYTES = 200

const encoder = new TextEncoder()
const room = new Uint8Array(MOST_BYTES)

/** How many characters of a message are too many, and whether few more fit. */
export const measureMessage = (
  text: string,
): { readonly tooMany: number; readonly isNearlyFull: boolean } => {
  const { read, written } = encoder.encodeInto(text, room)
  const rest = text.slice(read)
  return {
    tooMany: rest === '' ? 0 : Math.max(1, countGraphemes(rest)),
    isNearlyFull: written > MOST_BYTES - NEARLY_BYTES,
  }
}
