import { createHash } from 'node:crypto'

const weightOf = (room: string, worker: number): number =>
  createHash('sha256').update(`${worker} ${room}`).digest().readUInt32BE()

/** The worker of a room by rendezvous hashing: where one is gone, its rooms alone go to others. Null where there is none. */
export const workerOf = (room: string, workers: readonly number[]): number | null => {
  let chosen: number | null = null
  let most = -1
  for (const worker of workers) {
    const weight = weightOf(room, worker)
    if (weight <= most) continue
    chosen = worker
    most = weight
  }
  return chosen
}
