// What a host's own `authenticate` answers is read before the relay relies on it: it may come from plain JavaScript.
import * as v from 'valibot'
import { cleanName, type OwnRoles, REFUSALS, type RefusalCode } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { KnownRole, PersonId } from './claims-schema.ts'
import type { Authenticate, Authorized } from './gate.ts'

const identityIn = (roles: OwnRoles) =>
  v.pipe(
    v.object({
      id: v.nullable(PersonId),
      name: v.pipe(
        v.nullish(v.string(), null),
        v.transform((name) => cleanName(name)),
      ),
      role: KnownRole(roles),
      mayRename: v.optional(v.boolean(), true),
    }),
    v.transform(({ role: standing, ...identity }) => ({ ...identity, ...standing })),
  )

/** As the claims of a token: a name and the right to change it may be left out, a role and an end may not. */
const authorizedAt = (wallMs: () => number, roles: OwnRoles): v.GenericSchema<unknown, Authorized> =>
  v.object({
    identity: identityIn(roles),
    // A connection that is over when it begins would be let in, closed, and let in again.
    expiresAtMs: v.nullable(
      v.pipe(
        v.number(),
        v.check((ms) => ms > wallMs()),
      ),
    ),
    issuedAtMs: v.nullish(v.number()),
  })

const FAULT = v.object({ code: v.picklist(Object.keys(REFUSALS) as RefusalCode[]), message: v.string() })

/**
 * Makes a check of a host's own `authenticate`, which rejects where the answer is none. The message names what is wrong
 * with it, and nothing that it holds: a token may be in it.
 */
export const readingAnswers = (
  authenticate: Authenticate,
  roles: OwnRoles,
  { wallMs }: Pick<Clock, 'wallMs'>,
): Authenticate => {
  const Answer = v.variant('ok', [
    v.object({ ok: v.literal(true), value: authorizedAt(wallMs, roles) }),
    v.object({ ok: v.literal(false), fault: FAULT }),
  ])
  return async (join) => {
    const answer = v.safeParse(Answer, await authenticate(join))
    if (answer.success) return answer.output
    const fields = answer.issues.map((issue) => v.getDotPath(issue) ?? 'the answer itself')
    throw new TypeError(`What authenticate answers is not valid: ${fields.join(', ')}.`)
  }
}
