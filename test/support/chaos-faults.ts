import { type KeptCluster, pause } from './kept-relays.ts'
import type { Random } from './random.ts'

type Note = (step: string) => void

/** For how long something fails, in ms: mostly for less than others wait before they give it up, or for more. */
const durationOf = (random: Random): number => 200 + random.below(random.pick([1_000, 7_000]))

/** Until `end`, one relay after the other is killed and started again, or stands still for a while. */
export const failRelays = async (cluster: KeptCluster, random: Random, end: number, note: Note) => {
  while (performance.now() < end) {
    await pause(random.below(2_000))
    const relay = random.pick(cluster.relays)
    const name = `relay ${cluster.relays.indexOf(relay)}`
    const ms = durationOf(random)
    if (random.below(2) === 0) {
      note(`${name} is killed, and starts after ${ms} ms`)
      await relay.kill()
      await pause(ms)
      await relay.start()
    } else {
      note(`${name} stands still for ${ms} ms`)
      relay.freeze()
      await pause(ms)
      relay.thaw()
    }
  }
}

/** The same of Redis and Postgres. */
export const failEngines = async (
  { redis, postgres }: KeptCluster,
  random: Random,
  end: number,
  note: Note,
) => {
  const faults = {
    'Redis is killed': [redis.stop, redis.start],
    'Redis stands still': [redis.freeze, redis.thaw],
    'Redis cuts all who hear': [() => redis.order('CLIENT', 'KILL', 'TYPE', 'pubsub'), () => undefined],
    'Postgres is killed': [postgres.kill, postgres.start],
    'Postgres stands still': [postgres.freeze, postgres.thaw],
  } as const
  while (performance.now() < end) {
    await pause(random.below(2_000))
    const name = random.pick(Object.keys(faults) as (keyof typeof faults)[])
    const [begin, heal] = faults[name]
    const ms = durationOf(random)
    note(`${name}, for ${ms} ms`)
    await begin()
    await pause(ms)
    await heal()
  }
}
