import { late } from '../../common/page/late.tsx'
import { Nothing } from '../../common/page/nothing.tsx'

/** Hosts alone have it, below the list of people. */
export const RemovedList = late(
  async () => (await import('../../common/waiting/removed-list.tsx')).RemovedList,
  Nothing,
)
