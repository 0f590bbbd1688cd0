import { readFileSync } from 'node:fs'
import { type ParseArgsConfig, parseArgs } from 'node:util'

type FlagOptions = NonNullable<ParseArgsConfig['options']>

type Flags<Options extends FlagOptions> = ReturnType<typeof parseArgs<{ options: Options }>>['values']

/** What a command was asked for; prints how it is used, and ends the process, for `--help` and for a flag that it does not know. */
export const readFlags = <Options extends FlagOptions>(command: string, options: Options): Flags<Options> => {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${usageOf(command)}\n`)
    process.exit()
  }
  try {
    return parseArgs({ options }).values
  } catch (error) {
    return endWith(`${(error as Error).message}\n\n${usageOf(command)}`)
  }
}

/** The number of a flag, 1 at least; one that is none ends the process. */
export const countIn = (flag: string, text: string): number => {
  const count = Number(text)
  return Number.isSafeInteger(count) && count > 0
    ? count
    : endWith(`--${flag} is a whole number from 1, not ${text}`)
}

/** The members of a table that a flag names, or all of them; a name that is none ends the process. */
export const namedIn = <Named extends { readonly name: string }>(
  flag: string,
  all: readonly Named[],
  names?: string,
): readonly Named[] => {
  const wanted = names?.split(',')
  const unknown = wanted?.find((name) => !all.some((one) => one.name === name))
  return unknown === undefined
    ? all.filter(({ name }) => wanted?.includes(name) ?? true)
    : endWith(`--${flag} names some of ${all.map(({ name }) => name).join(', ')}, not ${unknown}`)
}

/** The comment at the head of the command's own file. */
const usageOf = (command: string): string => {
  const [, comment = ''] = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(readFileSync(new URL(command), 'utf8')) ?? []
  return comment.replace(/^ \* ?/gm, '')
}

const endWith = (text: string): never => {
  process.stderr.write(`${text}\n`)
  process.exit(2)
}
