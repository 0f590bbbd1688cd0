// What a classroom has only where it is a crowd, in a file that is loaded late.
export { CrowdInList } from './crowd-in-list.tsx'
export { CrowdOnFloor } from './crowd-on-floor.tsx'
