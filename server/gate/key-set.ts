// The JSON Web Key Set of tokens (RFC 7517): from a file, or fetched, within bounds.
import { readFileSync } from 'node:fs'
import * as jose from 'jose'
import type { Context } from '../base/context.ts'

/** A key set has a few keys of some hundred bytes each. */
const KEY_SET_BYTES = 1024 * 1024

/**
 * Between two fetches there are so many ms, however many tokens ask for a key that is not there, and whether the first
 * fetch succeeded or not.
 */
const COOL_DOWN_MS = 5_000

/** The key set cannot be had just now: that is nobody's bad token. */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable'
}

export const openKeySet = (source: string, context: Pick<Context, 'clock' | 'log'>): jose.JWTVerifyGetKey => {
  if (/^https?:\/\//.test(source))
    return jose.createRemoteJWKSet(new URL(source), { [jose.customFetch]: boundedFetch(context) })
  return jose.createLocalJWKSet(JSON.parse(readFileSync(source, 'utf8')))
}

const boundedFetch = ({ clock, log }: Pick<Context, 'clock' | 'log'>): jose.FetchImplementation => {
  let notBeforeMs = 0
  return async (url, options) => {
    if (clock.monotonicMs() < notBeforeMs) throw new KeySetUnavailable('The key set was asked for just now.')
    notBeforeMs = clock.monotonicMs() + COOL_DOWN_MS
    try {
      const response = await fetch(url, options)
      const keys = await readAtMost(response, KEY_SET_BYTES)
      if (response.status !== 200) throw new Error(`It was answered with ${response.status}.`)
      return new Response(keys, { headers: { 'Content-Type': 'application/json' } })
    } catch (error) {
      log.error({ err: error }, 'the key set cannot be read')
      throw new KeySetUnavailable('The key set cannot be read.', { cause: error })
    }
  }
}

const readAtMost = async (response: Response, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    // Leaving the loop cancels the rest.
    if (bytes > mostBytes) throw new Error(`It has more than ${mostBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
