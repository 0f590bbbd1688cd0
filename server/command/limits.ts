import { LIMITS, type LimitName, type Limits } from '../base/limits.ts'

/** Under the flag's own column: a line for each limit. */
const INDENT = ' '.repeat(36)

export const LIMIT_HELP = [
  'what the relay bears, by name:',
  ...Object.entries(LIMITS).map(([name, { preset, help }]) => `${name.padEnd(12)}${help} (${preset})`),
].join(`\n${INDENT}`)

const isLimitName = (name: string): name is LimitName => Object.hasOwn(LIMITS, name)

/** Reads `NAME=N` again and again, and says what of it is wrong. */
export const readLimits = (
  texts: readonly string[],
): { readonly limits: Partial<Limits>; readonly faults: readonly string[] } => {
  const limits: Partial<Record<LimitName, number>> = {}
  const faults: string[] = []
  for (const text of texts) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? []
    const parsed = /^\d{1,15}$/.test(value) ? Number(value) : 0
    if (!isLimitName(name)) {
      faults.push(`--limit ${JSON.stringify(text)}: the names are ${Object.keys(LIMITS).join(', ')}`)
    } else if (parsed === 0)
      faults.push(`--limit ${name} is a whole number above 0, not ${JSON.stringify(value)}`)
    else if (limits[name] !== undefined) faults.push(`--limit ${name} was given twice`)
    else limits[name] = parsed
  }
  return { limits, faults }
}
