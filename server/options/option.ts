// What an option is: a schema, and a flag where the command has it. Each message of a schema goes behind the name of the
// option, which the reader puts there: `space is one of free, unit, not "cube"`.
import * as v from 'valibot'
import { isSecretLongEnough, SECRET_TOO_SHORT } from '../gate/hmac-tokens.ts'

/** How the command takes an option. */
export interface OptionFlag<Value> {
  readonly name: string
  /** What stands for the value in the help. */
  readonly value: string
  readonly help: string
  /** It may be given several times: then its texts are read as a list. */
  readonly multiple?: boolean
  /** Reads its text, where the option's schema takes none. */
  readonly text?: v.GenericSchema<unknown, Value>
}

export interface Option<Value> {
  /** Gives the default of the option where it is left out. */
  readonly schema: v.GenericSchema<unknown, Value>
  readonly flag?: OptionFlag<Value>
}

/** The schemas of a table of options, for an object that has them. */
export const schemasOf = <Table extends Readonly<Record<string, Option<unknown>>>>(table: Table) =>
  Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])) as {
    -readonly [Name in keyof Table]: Table[Name]['schema']
  }

/** A message that tells what was given instead. */
export const not =
  (what: string) =>
  ({ input }: { readonly input: unknown }): string =>
    `${what}, not ${shown(input)}`

const SHOWN_CHARS = 100

const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, SHOWN_CHARS))
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  v.picklist(values, not(`is one of ${values.join(', ')}`))

export const text = v.pipe(v.string(not('is a text')), v.nonEmpty('is empty'))

/** Texts that no message quotes. */
export const secretList = v.array(
  v.pipe(v.string('is a text'), v.check(isSecretLongEnough, SECRET_TOO_SHORT)),
  'is a list',
)

export const listOf = <Item>(item: v.GenericSchema<unknown, Item>) => v.array(item, not('is a list'))

export const numberFrom = (min: number, max: number) =>
  v.custom<number>(isNumber(min, max), not(`is a number from ${min} to ${max}`))

export const wholeNumberFrom = (min: number, max: number) =>
  v.custom<number>(
    (value) => isNumber(min, max)(value) && Number.isInteger(value),
    not(`is a whole number from ${min} to ${max}`),
  )

/** The text of a flag, as a number: what is none is left for the schema of the number to say so. */
export const numberText = v.pipe(
  v.string(),
  v.transform((value) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : value)),
)

export const functionOf = <Type>() =>
  v.custom<Type>((value) => typeof value === 'function', not('is a function'))

export const objectWith = <Type extends object>(...methods: readonly (keyof Type & string)[]) =>
  v.custom<Type>(
    (value) => isObject(value) && methods.every((method) => typeof value[method] === 'function'),
    not(`is an object with the methods ${methods.join(', ')}`),
  )

const isNumber =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= min && value <= max
