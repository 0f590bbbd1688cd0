import { late } from '../../common/page/late.tsx'
import { Nothing } from '../../common/page/nothing.tsx'

/** Hosts alone have it, below the list of people. */
export const MorePeople = late(async () => (await import('./more-people.tsx')).MorePeople, Nothing)
