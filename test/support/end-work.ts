import type { Work } from '../../server/base/turns.ts'

/** Ends work half-way, as the relay ends what takes too long; gives how many steps the end takes. */
export const endWork = (work: Work<unknown>): number => {
  let steps = 1
  for (let { done } = work.return(undefined); !done; steps++) done = work.next().done
  return steps
}
