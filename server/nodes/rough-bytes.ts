import type { Json } from '../../shared/index.ts'

/** What a number, a flag, or the length of something takes. */
const LITTLE = 8

/** What JSON takes on its way to another node, about. */
export const roughBytes = (json: Json): number => {
  if (typeof json === 'string') return LITTLE + Buffer.byteLength(json)
  if (typeof json !== 'object' || json === null) return LITTLE
  let bytes = LITTLE
  for (const [key, value] of Object.entries(json)) bytes += Buffer.byteLength(key) + roughBytes(value)
  return bytes
}
