import { isJsonObject, type Json } from './json.ts'
import { clamp, isCoordinate, type PresenceField, type Space } from './presence.ts'
import { cleanEmoji, cleanName } from './text.ts'

/** What a text is as a name and as an emoji; null where it is none. */
export interface TextRules {
  readonly name: (value: unknown) => string | null
  readonly emoji: (value: unknown) => string | null
}

/** The rules by which the relay cleans what everyone sees. */
export const TEXT_RULES: TextRules = { name: cleanName, emoji: cleanEmoji }

type Cleaner = (value: Json | undefined, space: Space, rules: TextRules) => Json | undefined

const flag: Cleaner = (value) => (typeof value === 'boolean' ? value : undefined)

const coordinate: Cleaner = (value, space) => (isCoordinate(value) ? clamp(value, space) : undefined)

/** The fields that are cleaned, whoever says them; any other one is as it is. */
const CLEANERS: Readonly<Partial<Record<PresenceField | 'away', Cleaner>>> = {
  x: coordinate,
  y: coordinate,
  emoji: (value, _space, { emoji }) => emoji(value) ?? undefined,
  hand: flag,
  // The relay knows nothing of it.
  away: flag,
  name: (value, _space, { name }) => name(value) ?? undefined,
  // Where editors put what they show of somebody.
  user(value, _space, rules) {
    if (!isJsonObject(value)) return value
    const { name, ...others } = value
    const clean = rules.name(name)
    return clean === null ? others : { ...others, name: clean }
  },
}

/** A value of presence as everybody may see it; undefined where it is none. */
export const cleanField = (
  field: string,
  value: Json | undefined,
  space: Space,
  rules: TextRules,
): Json | undefined => {
  const clean = Object.hasOwn(CLEANERS, field) ? CLEANERS[field as keyof typeof CLEANERS] : undefined
  return clean === undefined ? value : clean(value, space, rules)
}
