import * as Y from 'yjs'
import type { Work } from '../base/turns.ts'
import { inGroups } from '../base/update-groups.ts'

type Struct = Y.Item | Y.GC

export interface Run {
  readonly clock: number
  length: number
}

/** What waits of one client, structs by clock: nothing says that it is all, or that none of it comes twice. */
export interface Waiting {
  readonly structs: Struct[]
  readonly deletions: Run[]
}

/** What updates that wait hold, by client, in steps. */
export function* readWaiting(updates: readonly Uint8Array[]): Work<ReadonlyMap<number, Waiting>> {
  const waitingByClient = new Map<number, Waiting>()
  const of = (client: number): Waiting => {
    const waiting = waitingByClient.get(client) ?? { structs: [], deletions: [] }
    waitingByClient.set(client, waiting)
    return waiting
  }
  for (const group of inGroups(updates)) {
    for (const { structs, ds } of group.map(Y.decodeUpdate)) {
      for (const struct of structs) if (!(struct instanceof Y.Skip)) of(struct.id.client).structs.push(struct)
      for (const [client, runs] of ds.clients)
        of(client).deletions.push(...runs.map(({ clock, len: length }) => ({ clock, length })))
    }
    yield
  }
  for (const { structs } of waitingByClient.values())
    structs.sort((one, other) => one.id.clock - other.id.clock)
  return waitingByClient
}

/** Of structs by clock, those beyond `clock`, each with how much of it is before; what is missing between them is a skip. */
export function* beyond(
  structs: readonly Struct[],
  client: number,
  clock: number,
): Generator<{ readonly struct: Struct | Y.Skip; readonly offset: number }, void> {
  let at = clock
  for (const struct of structs) {
    const end = struct.id.clock + struct.length
    if (end <= at) continue
    if (struct.id.clock > at)
      yield { struct: new Y.Skip(Y.createID(client, at), struct.id.clock - at), offset: 0 }
    yield { struct, offset: Math.max(0, at - struct.id.clock) }
    at = end
  }
}

/** Deletions of a document and those that wait, by clock, and none of them twice: others are no update ([DO7]). */
export const joinRuns = (runs: Run[], waiting: readonly Run[]): Run[] => {
  if (waiting.length === 0) return runs
  const joined: Run[] = []
  for (const { clock, length } of [...runs, ...waiting].sort((one, other) => one.clock - other.clock)) {
    const last = joined.at(-1)
    if (last === undefined || last.clock + last.length < clock) joined.push({ clock, length })
    else last.length = Math.max(last.length, clock + length - last.clock)
  }
  return joined
}
