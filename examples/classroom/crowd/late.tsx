import { late } from '../../common/page/late.tsx'
import { Nothing } from '../../common/page/nothing.tsx'

/** In a room of few people nothing is missing without them. */
export const CrowdOnFloor = late(async () => (await import('./index.ts')).CrowdOnFloor, Nothing)
export const CrowdInList = late(async () => (await import('./index.ts')).CrowdInList, Nothing)
