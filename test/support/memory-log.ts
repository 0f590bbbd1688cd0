import type { Log } from '../../server/index.ts'

interface Line {
  readonly level: string
  readonly message: string
  readonly fields: Record<string, unknown>
}

export interface MemoryLog {
  readonly log: Log
  readonly lines: readonly Line[]
  text(): string
}

/** A log that keeps its lines, for tests of what is in them. */
export const memoryLog = (): MemoryLog => {
  const lines: Line[] = []
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields: { ...fields } })
  }
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { log, lines, text: () => JSON.stringify(lines) }
}
