import {
  fault,
  type JsonObject,
  ok,
  parseJson,
  type Result,
  STATE_BYTES,
  STATE_DEPTH,
  sizeOf,
} from '../../shared/index.ts'

/** The relay adds when a hand went up, and may write a place longer than it was said. */
const STAMPS_BYTES = 64

/** What own presence may take, in bytes of JSON. */
const OWN_BYTES = STATE_BYTES - STAMPS_BYTES

export type OwnStateFault = 'state-too-large' | 'too-deep' | 'bad-json'

/** Own presence as it travels; a fault where the relay would not take it, which names the field. */
export const travelling = (state: JsonObject): Result<JsonObject, OwnStateFault> => {
  const bytesByField = new Map<string, number>()
  const copy: JsonObject = {}
  let bytes = 2
  for (const [field, value] of Object.entries(state)) {
    // Set like another field, the second one would become the prototype.
    if (value === undefined || field === '__proto__') continue
    const json = jsonOf(value)
    if (json === null) return fault('bad-json', `The field ${field} of presence cannot be written as JSON.`)
    const fieldBytes = sizeOf(JSON.stringify(field)) + sizeOf(json) + 2
    bytes += fieldBytes
    bytesByField.set(field, fieldBytes)
    if (bytes > OWN_BYTES) continue
    const parsed = parseJson(json, STATE_DEPTH - 1)
    if (!parsed.ok) return fault(parsed.fault.code, `The field ${field} of presence: ${parsed.fault.message}`)
    copy[field] = parsed.value
  }
  if (bytes <= OWN_BYTES) return ok(copy)
  const [[field, largest] = ['', 0]] = [...bytesByField].sort(([, a], [, b]) => b - a)
  return fault(
    'state-too-large',
    `Presence has ${bytes} bytes, ${largest} of them in the field ${field}; at most ${OWN_BYTES} can be sent.`,
  )
}

/** Null where a value cannot be written: a circle, a function, a BigInt. */
const jsonOf = (value: unknown): string | null => {
  try {
    return JSON.stringify(value) ?? null
  } catch {
    return null
  }
}
