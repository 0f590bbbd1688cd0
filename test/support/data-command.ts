import { DATA_COMMANDS } from '../../server/command/data-commands.ts'
import { runNode } from './run-command.ts'

/** A command on a data file, run in this process: what it gave and what it said. */
export const runData = async (
  name: string,
  args: readonly string[],
  { isTerminal = false, env = {} }: { isTerminal?: boolean; env?: Record<string, string> } = {},
) => {
  const lines: string[] = []
  const warnings: string[] = []
  const written: Uint8Array[] = []
  const request = DATA_COMMANDS.get(name)?.read(args, env, {
    print: (line) => lines.push(line),
    warn: (line) => warnings.push(line),
    write: async (bytes) => {
      written.push(bytes)
    },
    isTerminal,
  })
  if (request === undefined) throw new Error(`there is no command ${name}`)
  const { faults, run } = request
  const isSound = faults.length === 0 && (await run())
  return { isSound, faults, lines, warnings, bytes: Buffer.concat(written) }
}

/** The real command, until it has ended. */
export const runHomeroom = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const command = runNode('server/bin.ts', args, env)
  const code = await command.exited()
  return { code, stdout: command.stdout(), stderr: command.stderr() }
}
