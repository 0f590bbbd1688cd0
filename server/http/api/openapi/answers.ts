import { REFUSALS, type RefusalCode } from '../../../../shared/index.ts'
import { ref, type SCHEMAS } from './schemas.ts'
import type { Answer, Content } from './types.ts'

export const jsonOf = (schema: keyof typeof SCHEMAS): Content => ({
  'application/json': { schema: ref(schema) },
})

export const answer = (description: string, content?: Content): Answer => ({
  description,
  ...(content !== undefined && { content }),
})

type SyncQueue = Readonly<Record<string, Answer>>

/** The answers to who is refused, by the table: those with one status share one. */
const refusals = (...codes: readonly RefusalCode[]): SyncQueue => {
  const codesByStatus = Map.groupBy(codes, (code) => REFUSALS[code].http)
  return Object.fromEntries(
    [...codesByStatus].map(([status, those]) => {
      const texts = those.map((code) => `\`${code}\`: ${REFUSALS[code].text}`)
      return [`${status}`, answer(texts.join(' '), jsonOf('Refusal'))]
    }),
  )
}

const OF_TOKENS = [
  'bad-subject',
  'bad-claims',
  'token-missing',
  'token-bad',
  'token-expired',
  'token-revoked',
  'room-forbidden',
  'role-forbidden',
  'origin-forbidden',
  'bad-room',
  'auth-unavailable',
] as const satisfies readonly RefusalCode[]

/** The answers of a route that is about one room. */
export const ofRoom = (answers: SyncQueue, ...codes: readonly RefusalCode[]): SyncQueue => ({
  ...answers,
  ...refusals(...OF_TOKENS, ...codes),
})

/** The answers of a route that is about all of them. */
export const ofRelay = (answers: SyncQueue): SyncQueue => ({
  ...answers,
  ...refusals('bad-request', 'token-missing', 'role-forbidden', 'store-unavailable'),
})
