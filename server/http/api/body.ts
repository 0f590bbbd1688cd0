import type { Context } from 'hono'
import * as v from 'valibot'
import { fault, ok, parseJson, type Result, STATE_DEPTH } from '../../../shared/index.ts'
import type { Env } from '../join.ts'
import { refusal } from '../refusal.ts'

/** An order in JSON: a signal is the largest. */
const JSON_BYTES = 16 * 1024

type BodyFault = 'bad-request' | 'body-too-large'

/** Reads the body of a request, up to so many bytes. */
export const readBytes = async (
  request: Request,
  limitBytes: number,
): Promise<Result<Uint8Array, BodyFault>> => {
  // What is said to be too large is not waited for.
  if (Number(request.headers.get('content-length')) > limitBytes) return refusal('body-too-large')
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length
      if (bytes > limitBytes) return refusal('body-too-large')
      chunks.push(chunk)
    }
  } catch {
    // The client went away, and nobody will read the answer.
    return fault('bad-request', 'The body broke off.')
  }
  return ok(Buffer.concat(chunks))
}

/** Reads an order: JSON that says so, which no page of another origin can send without asking first. */
export const readOrder = async <Value>(
  c: Context<Env>,
  schema: v.GenericSchema<unknown, Value>,
): Promise<Result<Value, BodyFault>> => {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    return fault('bad-request', 'The body is JSON, and its Content-Type is application/json.')
  const body = await readBytes(c.req.raw, JSON_BYTES)
  if (!body.ok) return body
  const json = parseJson(new TextDecoder().decode(body.value), STATE_DEPTH + 1)
  if (!json.ok) return fault('bad-request', json.fault.message)
  const parsed = v.safeParse(schema, json.value)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  const path = v.getDotPath(issue)
  return fault('bad-request', path === null ? issue.message : `${path}: ${issue.message}`)
}
