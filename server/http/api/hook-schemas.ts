import * as v from 'valibot'
import { Count } from '../../base/values.ts'
import { HOOK_NAMES, HOOK_OUTCOMES } from '../../events/hooks.ts'

export const HookList = v.object({
  hooks: v.pipe(
    v.array(
      v.object({
        hook: v.picklist(HOOK_NAMES),
        calls: v.pipe(
          v.object(v.entriesFromList(HOOK_OUTCOMES, Count)),
          v.description('How many ended in which way since the relay was started.'),
        ),
      }),
    ),
    v.description('Those that are set.'),
  ),
  waiting: v.pipe(Count, v.description('Events that wait for hooks.')),
  behind: v.pipe(Count, v.description('Rooms whose last state onStore has not settled for.')),
})
