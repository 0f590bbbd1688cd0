import type { Json, SignalKind } from '../shared/index.ts'

/**
 * What an app says of its rooms once, for all its files: `presence`, the presence fields of its own, and `signals`, the data of
 * each kind of signal. {@link joinRoom} and the bindings of frameworks take their types from it. They are a promise of the
 * app: the relay passes on any JSON, so that another version of the app may send something else.
 *
 * @example
 * ```ts
 * import { joinRoom } from 'homeroom/client'
 *
 * declare module 'homeroom/client' {
 *   interface Register {
 *     presence: { tool: 'pen' | 'eraser' }
 *     signals: { bell: { minutes: number } }
 *   }
 * }
 *
 * const room = joinRoom('ws://127.0.0.1:1234', 'lesson', { presence: { name: 'Ada', tool: 'pen' } })
 * room.signals.on('bell', ({ data }) => console.log(`${data.minutes} minutes left`))
 * room.leave()
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps fill it
export interface Register {}

/** Presence fields of the app's own, where it has named none: any may be set. */
export interface AnyFields {
  readonly [field: string]: unknown
}

/** Signals of the app's own, where it has named none: any kind, with any data. */
export interface AnySignals {
  readonly [kind: string]: Json
}

/** The presence fields that {@link Register} names. */
export type RegisteredPresence = Register extends { presence: infer Fields extends object }
  ? Fields
  : AnyFields

/** The signals that {@link Register} names. */
export type RegisteredSignals = Register extends { signals: infer Signals extends object }
  ? Signals
  : AnySignals

/** The named ones of an app's own fields, as they are read: nobody has to have set them. */
export type FieldsRead<Fields extends object> = {
  readonly [Name in keyof Fields as string extends Name ? never : Name]?: Fields[Name]
}

/** The kinds that may be sent: the app's own, and those that the relay knows. */
export type KindOf<Signals extends object> = (keyof Signals & string) | SignalKind

/** The data of a kind. */
export type DataOf<Signals extends object, Kind> = Kind extends keyof Signals ? Signals[Kind] : Json
