// What an option is: a schema, and a flag where the command has it.
import * as v from 'valibot'
import { isObject, not } from '../base/read-options.ts'
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

/** Texts that no message quotes. */
export const secretList = v.array(
  v.pipe(v.string('is a text'), v.check(isSecretLongEnough, SECRET_TOO_SHORT)),
  'is a list',
)

export const listOf = <Item>(item: v.GenericSchema<unknown, Item>) => v.array(item, not('is a list'))

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
