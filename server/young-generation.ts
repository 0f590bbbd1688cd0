// The memory of a relay that is full of quiet connections is mostly V8's space for young objects: a wave of joins makes it grow
// to 128 MiB, and it never shrinks. 16 MiB for each of its halves is what Node 20 had at most; more gave a relay
// nothing that was measured (docs/performance.md).
const FLAG = '--max-semi-space-size'

/** The flag of Node that a relay's process starts with, as the command starts it. */
export const YOUNG_GENERATION_FLAG = `${FLAG}=16`

/**
 * Starts this process again, in place, under the flag: V8 takes it at its start alone. The process keeps its id, its streams and
 * its signals, so whatever started it notices nothing. It stays as it is where a size is given (`NODE_OPTIONS`), and where a
 * process cannot be replaced: on Windows, or with a channel to its parent, which would be lost.
 */
export const limitYoungGeneration = (env: NodeJS.ProcessEnv): void => {
  const given = [...process.execArgv, env.NODE_OPTIONS ?? '']
  // Node takes the names of V8's flags with underscores as well.
  const isGiven = given.some((argument) => argument.replaceAll('_', '-').includes(FLAG))
  if (process.connected || isGiven) return
  const { execPath, execArgv, argv } = process
  try {
    process.execve?.(execPath, [execPath, ...execArgv, YOUNG_GENERATION_FLAG, ...argv.slice(1)], env)
  } catch {
    // It costs memory, and nothing else.
  }
}
