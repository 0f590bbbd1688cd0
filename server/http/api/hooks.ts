// The hooks of the relay: which are set, how their calls ended, and what they have not kept up with.
import { ok } from '../../../shared/index.ts'
import type { RelayHooks } from '../../events/relay-hooks.ts'
import { HookList } from './hook-schemas.ts'
import { type Route, route } from './route.ts'

export interface HookDeps {
  readonly hooks: Pick<RelayHooks, 'look'>
}

export const hookRoute = ({ hooks }: HookDeps): Route =>
  route({
    method: 'get',
    path: '/api/hooks',
    right: 'admin',
    summary: 'The hooks that are set, and how their calls ended.',
    answers: { 200: { description: 'As they are now.', json: HookList } },
    handle: async () => ok(await hooks.look()),
  })
