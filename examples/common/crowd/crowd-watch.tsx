import { useCrowdWatch } from './use-crowd-watch.ts'

/** Draws nothing: asks for those whom this person has to do with, and counts all. */
export const CrowdWatch = () => {
  useCrowdWatch([])
  return null
}
