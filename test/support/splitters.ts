import { splitUpdate } from '../../client/document/split-update.ts'
import { type PartSize, UpdateParts } from '../../shared/index.ts'

/** All parts of an update, as the relay makes them. */
const splitByRelay = (update: Uint8Array, size: PartSize): Uint8Array[] => {
  const parts = new UpdateParts(update)
  while (!parts.read(Number.POSITIVE_INFINITY));
  const all: Uint8Array[] = []
  for (let part = parts.next(size); part !== null; part = parts.next(size)) all.push(part)
  return all
}

/** Both that divide an update: they read it each in its own way. */
export const SPLITTERS = [
  ['the relay', splitByRelay],
  ['a client', splitUpdate],
] as const
