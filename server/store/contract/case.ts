// What the cases of the contract are made of. They check by node:assert alone, so that any test runner can run them.
import assert from 'node:assert/strict'
import { inspect, isDeepStrictEqual } from 'node:util'
import type { Store } from '../store.ts'

/** A store that a case of the contract works on. */
export interface OpenStore {
  /** An empty one. */
  readonly store: Store
  /** Closes the store and opens it again with what it kept; left out where it keeps nothing (`durability` `none`). */
  readonly reopen?: () => Promise<Store>
  /** Called when the case is over, and what it opened is closed: takes away what the store has left. */
  readonly discard?: () => Promise<unknown>
}

export interface ContractCase {
  readonly name: string
  /** Works on stores that `open` gives, each of them empty. */
  run(open: () => Promise<OpenStore>): Promise<void>
}

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** A store may give bytes as a Buffer, and orders without a prototype. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.length)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]))
}

/** Not by `deepEqual`, whose message would be the difference of two large records, byte by byte: that takes minutes. */
export const same = (actual: unknown, expected: unknown): void =>
  assert.ok(isSame(actual, expected), `${inspect(actual)} should be ${inspect(expected)}`)

const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other))

/** `actual` has these fields, whatever else it has. */
export const hasFields = (actual: object, expected: object): void => {
  const fields = Object.keys(expected).map((name) => [name, Reflect.get(actual, name)])
  same(Object.fromEntries(fields), expected)
}

/** `expected` is one of what is in `all`. */
export const isAmong = (all: readonly unknown[], expected: unknown): void =>
  assert.ok(
    all.some((one) => isSame(one, expected)),
    `${inspect(expected)} should be one of ${inspect(all)}`,
  )

/** It rejects; with an error of this class, or with this text in its message, where one is named. */
export const rejects = async (work: Promise<unknown>, reason?: (new (room: string) => Error) | string) => {
  if (reason === undefined) await assert.rejects(work)
  else if (typeof reason === 'string')
    await assert.rejects(work, ({ message }: Error) => message.includes(reason))
  else await assert.rejects(work, reason)
}
