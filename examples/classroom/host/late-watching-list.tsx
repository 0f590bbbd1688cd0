import { late } from '../../common/page/late.tsx'
import { Nothing } from '../../common/page/nothing.tsx'

/** Hosts alone have it, below the list of people. */
export const WatchingList = late(async () => (await import('./watching-list.tsx')).WatchingList, Nothing)
