import { availableParallelism } from 'node:os'

// The memory of a relay that is full of quiet connections is mostly V8's space for young objects: a wave of joins makes it grow
// to 128 MiB, and it never shrinks. 16 MiB for each of its halves is what Node 20 had at most; more gave a relay
// nothing that was measured (docs/performance.md).
const YOUNG_GENERATION = '--max-semi-space-size'

// V8 collects garbage with the help of threads, and Node gives it four, however few cores there are. On one core they take turns
// with the loop, and Linux lets each of them run for up to 25 ms at a time. With a single one memory is freed late (docs/performance.md).
const HELPERS = '--v8-pool-size'

// V8 compiles on those threads, and frees on them what a job of Maglev, its middle compiler, has used. When thousands join, hundreds of
// jobs wait there to be freed, behind others that compile: 28 MB at once, which the process keeps (docs/performance.md). Without this they are
// freed where their code is taken.
const FREED_LATE = 'maglev-destroy-on-background'

/** The newest V8 of which it is known that it has that flag (Node 26): Node does not start with a flag that V8 does not know. */
const KNOWN_V8 = 14

/** The flag of Node that a relay's process starts with, as the command starts it. */
export const YOUNG_GENERATION_FLAG = `${YOUNG_GENERATION}=16`

/** The flag that it starts with beside that one. */
export const FREED_AT_ONCE_FLAG = `--no-${FREED_LATE}`

/** The flag that it starts with beside those, where it has one core. */
export const TWO_HELPERS_FLAG = `${HELPERS}=2`

/** What is given already has its value: Node takes the names of V8's flags with underscores as well. */
const isGiven = (flag: string, env: NodeJS.ProcessEnv): boolean =>
  [...process.execArgv, env.NODE_OPTIONS ?? ''].some((given) => given.replaceAll('_', '-').includes(flag))

/**
 * Starts this process again, in place, under its flags: V8 takes them at its start alone. The process keeps its id, its streams and
 * its signals, so whatever started it notices nothing. It stays as it is where the flags are given (`NODE_OPTIONS`), and where a
 * process cannot be replaced: on Windows, or with a channel to its parent, which would be lost.
 */
export const startUnderFlags = (env: NodeJS.ProcessEnv): void => {
  const flags = isGiven(YOUNG_GENERATION, env) ? [] : [YOUNG_GENERATION_FLAG]
  if (Number.parseInt(process.versions.v8, 10) <= KNOWN_V8 && !isGiven(FREED_LATE, env))
    flags.push(FREED_AT_ONCE_FLAG)
  if (availableParallelism() === 1 && !isGiven(HELPERS, env)) flags.push(TWO_HELPERS_FLAG)
  if (process.connected || flags.length === 0) return
  const { execPath, execArgv, argv } = process
  try {
    process.execve?.(execPath, [execPath, ...execArgv, ...flags, ...argv.slice(1)], env)
  } catch {
    // It costs memory, or time, and nothing else.
  }
}
