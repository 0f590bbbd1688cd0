import type { DataCommand } from './data-command.ts'
import { compactCommand } from './data-compact.ts'
import { exportCommand } from './data-export.ts'
import { importCommand } from './data-import.ts'
import { listCommand } from './data-list.ts'
import { migrateCommand } from './data-migrate.ts'
import { verifyCommand } from './data-verify.ts'
import { webhooksDropCommand, webhooksListCommand, webhooksRetryCommand } from './data-webhooks.ts'
import { flagHelp } from './flags.ts'

/** The commands on a data file, by name: one word, or two. */
export const DATA_COMMANDS: ReadonlyMap<string, DataCommand> = new Map([
  ['list', listCommand],
  ['export', exportCommand],
  ['import', importCommand],
  ['compact', compactCommand],
  ['verify', verifyCommand],
  ['migrate', migrateCommand],
  ['webhooks list', webhooksListCommand],
  ['webhooks retry', webhooksRetryCommand],
  ['webhooks drop', webhooksDropCommand],
])

export const DATA_HELP = [...DATA_COMMANDS]
  .map(([name, { help, flags }]) => `${`homeroom ${name} [flags]`.padEnd(34)}${help}\n${flagHelp(flags)}`)
  .join('\n\n')
