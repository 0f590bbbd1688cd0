import { late } from '../page/late.tsx'
import { Nothing } from '../page/nothing.tsx'

/** Hosts alone have it, below the list of people. */
export const RemovedList = late(async () => (await import('./removed-list.tsx')).RemovedList, Nothing)
