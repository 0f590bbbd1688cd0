import { parseArgs } from 'node:util'

/** One flag of a command: how it is written (a switch has no value), its help, and whether it may come several times. */
interface FlagRow {
  readonly value?: string
  readonly help: string
  readonly multiple?: boolean
}

export type FlagTable = Readonly<Record<string, FlagRow>>

/** What was given for each flag, on the command line or else in the environment. */
export type FlagValues<Table extends FlagTable> = { readonly [Name in keyof Table]: readonly string[] }

const envName = (flag: string): string => `HOMEROOM_${flag.toUpperCase().replaceAll('-', '_')}`

/**
 * Reads flags by a table, and says everything that is wrong at once. Each has an environment twin
 * (`HOMEROOM_SECRET` for `--secret`), where several values are separated by white space; the command line wins. A
 * switch is on where it has a value, which is `true`; it has no twin.
 */
export const readFlags = <Table extends FlagTable>(
  table: Table,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): {
  readonly values: FlagValues<Table>
  /** What is on the command line, and not in the environment alone. */
  readonly said: ReadonlySet<string>
  readonly faults: string[]
} => {
  const faults: string[] = []
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string', multiple: true } as const,
    ]),
  )
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const given = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`unexpected argument ${JSON.stringify(token.value)}`)
    if (token.kind !== 'option') continue
    const row = table[token.name]
    if (row === undefined) faults.push(`unknown flag ${token.rawName}`)
    else if (row.value === undefined && token.value !== undefined)
      faults.push(`${token.rawName} takes no value`)
    else if (row.value !== undefined && token.value === undefined)
      faults.push(`${token.rawName} needs a value`)
    else given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? 'true'])
  }
  const values: Record<string, readonly string[]> = Object.fromEntries(
    Object.entries(table).map(([name, { value, multiple }]) => {
      const fromEnv = value === undefined ? '' : (env[envName(name)] ?? '').trim()
      const envValues = fromEnv === '' ? [] : multiple ? fromEnv.split(/\s+/) : [fromEnv]
      const all = given.get(name) ?? envValues
      if (all.length > 1 && !multiple) faults.push(`--${name} was given ${all.length} times`)
      return [name, all]
    }),
  )
  return { values: values as FlagValues<Table>, said: new Set(given.keys()), faults }
}

/** The command line names a file, and at most the environment a database. Where it names none, a database stands above a file. */
export const isFileMeant = (said: ReadonlySet<string>): boolean => said.has('data') && !said.has('postgres')

/** The lines of a help text. */
export const flagHelp = (table: FlagTable): string =>
  Object.entries(table)
    .map(
      ([name, { value, help, multiple }]) =>
        `  ${`--${name}${value === undefined ? '' : ` ${value}`}${multiple ? ' ...' : ''}`.padEnd(34)}${help}`,
    )
    .join('\n')
