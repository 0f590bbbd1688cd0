import type { Context } from 'hono'
import { may, ok, type RefusalCode, type Result } from '../../../shared/index.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Env } from '../join.ts'
import { refusal, refuse } from '../refusal.ts'
import type { ApiAuthorizer, Caller } from './authorize.ts'

/** What a route gives: a response, or a refusal by the table. */
export type Answer = Result<Response, RefusalCode>

export const noContent = (): Answer => ok(new Response(null, { status: 204 }))

/** Nothing of the API is kept by anybody: it is true for a moment, and for its reader. */
export const json = (c: Context<Env>, body: object): Answer => {
  c.header('Cache-Control', 'no-store')
  return ok(c.json(body))
}

export type Handler = (c: Context<Env>, caller: Caller) => Answer | Promise<Answer>

/** Makes routes: who may not use them is refused, and every refusal is counted. */
export const createAnswering = (admission: ApiAuthorizer, metrics: Metrics) => {
  const respond = (answer: Answer): Response => {
    if (answer.ok) return answer.value
    metrics.refusals.inc({ code: answer.fault.code })
    return refuse(answer.fault)
  }

  const admitted =
    (handle: Handler) =>
    async (c: Context<Env>): Promise<Response> => {
      const caller = await admission.caller(c)
      return respond(caller.ok ? await handle(c, caller.value) : caller)
    }

  return {
    /** For a look. */
    looks: admitted,

    /** For what changes something. */
    orders: (handle: Handler) =>
      admitted((c, caller) =>
        may(caller.identity.role, 'moderate') ? handle(c, caller) : refusal('role-forbidden'),
      ),

    /** For what is about every room. */
    forAdmins:
      (handle: (c: Context<Env>) => Promise<Answer>) =>
      async (c: Context<Env>): Promise<Response> => {
        const admitted = admission.admin(c)
        return respond(admitted.ok ? await handle(c) : admitted)
      },
  }
}
