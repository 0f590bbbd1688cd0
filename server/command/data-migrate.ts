import { migrateDatabase } from '../store/postgres/migrate.ts'
import { DATABASE_URL, isDatabaseUrl } from '../store/postgres/postgres.ts'
import type { DataCommand } from './data-command.ts'
import { type FlagTable, readFlags } from './flags.ts'

const FLAGS = {
  postgres: { value: 'URL', help: 'the database; better in HOMEROOM_POSTGRES' },
} as const satisfies FlagTable

export const migrateCommand: DataCommand = {
  help: 'makes the tables in a Postgres, or brings them to this version; relays of the version before go on',
  flags: FLAGS,
  read(args, env, { print }) {
    const { values, faults } = readFlags(FLAGS, args, env)
    const url = values.postgres.at(0)
    if (url === undefined) faults.push('--postgres is missing')
    else if (!isDatabaseUrl(url)) faults.push(`--postgres ${DATABASE_URL}`)
    const run = async () => {
      const { from, to } = await migrateDatabase(url ?? '')
      if (from === to) print(`the tables are of schema ${to} already`)
      else print(from === 0 ? `tables of schema ${to} were made` : `schema ${from} is schema ${to} now`)
      return true
    }
    return { faults, run }
  },
}
