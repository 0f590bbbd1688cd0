// What server code gives beside an act. It may come from plain JavaScript: what nobody reads, such as a misspelt `by`, would be done
// with the rights of a host.
import * as v from 'valibot'
import type { OwnRoles } from '../../shared/index.ts'
import { isObject, not, readOptions } from '../base/read-options.ts'
import { MOST_IN_PAGE, PAGE_BY_DEFAULT } from '../chat/chat-message.ts'
import { PersonId } from '../gate/claims-schema.ts'
import { VersionName } from '../versions/version-name.ts'
import { identityOf, type ServerIdentity } from './identity.ts'

const by = v.optional(v.custom<ServerIdentity>(isObject, not('is an object')))
const CLIENT_IDS = 'is a list of clientIds'

const ACT = { by }
const SEND = { by, to: v.optional(v.array(v.number(CLIENT_IDS), CLIENT_IDS)) }
const CREATE_VERSION = { by, name: v.optional(VersionName, null) }

const RECEIVERS = 'is everyone, hosts, or one person by an id or a clientId'
const CHAT = {
  by,
  to: v.optional(
    v.union(
      [
        v.picklist(['everyone', 'hosts']),
        v.strictObject({ id: PersonId }),
        v.strictObject({ clientId: v.number() }),
      ],
      RECEIVERS,
    ),
    'everyone',
  ),
}
const HISTORY = {
  before: v.optional(v.string('is the id of a message')),
  limit: v.optional(
    v.pipe(v.number('is a number'), v.integer(), v.minValue(1), v.maxValue(MOST_IN_PAGE)),
    PAGE_BY_DEFAULT,
  ),
}

export interface Act {
  readonly by?: ServerIdentity | undefined
}

/** Reads the options of `relay.room`. */
export const readRoomOptions = (options: unknown, roles: OwnRoles) =>
  identityOf(readOptions('room', ACT, options).by ?? {}, roles)

/** Reads the options of an act; `act` is its name. */
export const readActOptions = (act: string, options: unknown): Act => readOptions(act, ACT, options)

/** Reads the options of a signal. */
export const readSendOptions = (options: unknown) => readOptions('send', SEND, options)

/** Reads the options of a message of the chat. */
export const readChatOptions = (options: unknown) => readOptions('send', CHAT, options)

/** Reads which part of the history of a chat is asked for. */
export const readHistoryOptions = (options: unknown) => readOptions('list', HISTORY, options)

/** Reads the options of a version that is kept. */
export const readVersionOptions = (options: unknown) => readOptions('create', CREATE_VERSION, options)

/** Reads the name that a version gets. */
export const readVersionName = (name: unknown) => readOptions('rename', { name: VersionName }, { name }).name
