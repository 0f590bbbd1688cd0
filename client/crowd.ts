/**
 * Rooms of so many people that a client is told of some of them at a time, in a page: `homeroom/crowd`.
 *
 * @module
 */
export type { Crowd, CrowdRoom, CrowdState, CrowdWatch, Shown } from './crowd/crowd-api.ts'
export { crowdOf } from './crowd/room-crowd.ts'
