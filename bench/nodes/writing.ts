import { setTimeout as sleep } from 'node:timers/promises'
import { watchGenerator } from '../generator-load.ts'
import { startPace } from '../load/pace.ts'
import { Typist } from '../load/typist.ts'
import type { Run } from '../scenario.ts'
import type { Cluster } from './cluster.ts'

const QUICK_ROOMS = 20

/** People, each alone in a room, type `hz` characters a second, and the relay writes them to its store. */
export const measureWriting =
  ({ rooms, hz }: { readonly rooms: number; readonly hz: number }): Run<Cluster> =>
  async (cluster, { wire }, { warmUpMs, measuredMs, isQuick }) => {
    const characters = Math.ceil(((warmUpMs + measuredMs) / 1000 + 2) * hz)
    const typists = Array.from({ length: isQuick ? QUICK_ROOMS : rooms }, (_, n) => {
      const entrance = { port: cluster.firstPort, wire, room: `lesson-${n}` }
      return new Typist(1000 + n, characters, entrance)
    })
    try {
      await Promise.all(typists.map(({ socket }) => socket.opened))
      const pace = startPace(typists, hz, (typist) => typist.type())
      await sleep(warmUpMs)
      const before = await countsOf(cluster)
      const turns = pace.turns
      const generator = watchGenerator(pace.lags)
      await sleep(measuredMs)
      const { notes } = generator()
      const after = await countsOf(cluster)
      const seconds = (after.atMs - before.atMs) / 1000
      const perSecond = (key: keyof typeof after) => (after[key] - before[key]) / seconds
      const edits = (pace.turns - turns) / seconds
      pace.stop()
      return {
        values: {
          firstCpuSeconds: perSecond('cpu'),
          postgresCpuSeconds: perSecond('postgresCpu'),
          commits: perSecond('commits'),
          edits,
          people: typists.length,
        },
        notes,
      }
    } finally {
      for (const { socket } of typists) socket.destroy()
    }
  }

const countsOf = async (cluster: Cluster) => ({
  atMs: performance.now(),
  cpu: cluster.cpuSeconds,
  postgresCpu: cluster.postgresCpuSeconds,
  commits: await cluster.commits(),
})
