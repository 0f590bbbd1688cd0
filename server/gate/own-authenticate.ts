// What a host's own `authenticate` answers is read before the relay relies on it: it may come from plain JavaScript.
import * as v from 'valibot'
import { cleanName, REFUSALS, type RefusalCode } from '../../shared/index.ts'
import { PersonId, RoleName } from './claims-schema.ts'
import type { Authenticate, Authorized } from './gate.ts'

/** As the claims of a token: a name and the right to change it may be left out, a role and an end may not. */
const AuthorizedSchema: v.GenericSchema<unknown, Authorized> = v.object({
  identity: v.object({
    id: v.nullable(PersonId),
    name: v.pipe(
      v.nullish(v.string(), null),
      v.transform((name) => cleanName(name)),
    ),
    role: RoleName,
    mayRename: v.optional(v.boolean(), true),
  }),
  expiresAtMs: v.nullable(v.number()),
  issuedAtMs: v.nullish(v.number()),
})

const Answer = v.variant('ok', [
  v.object({ ok: v.literal(true), value: AuthorizedSchema }),
  v.object({
    ok: v.literal(false),
    fault: v.object({ code: v.picklist(Object.keys(REFUSALS) as RefusalCode[]), message: v.string() }),
  }),
])

/**
 * Makes a check of a host's own `authenticate`, which rejects where the answer is none. The message names what is wrong
 * with it, and nothing that it holds: a token may be in it.
 */
export const readingAnswers =
  (authenticate: Authenticate): Authenticate =>
  async (join) => {
    const answer = v.safeParse(Answer, await authenticate(join))
    if (answer.success) return answer.output
    const fields = answer.issues.map((issue) => v.getDotPath(issue) ?? 'the answer itself')
    throw new TypeError(`What authenticate answers is not valid: ${fields.join(', ')}.`)
  }
