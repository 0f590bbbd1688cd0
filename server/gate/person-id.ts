import { isWellFormed } from '../../shared/well-formed.ts'

export const ID_CHARS = 256

/** Ends that nobody sees, and what stands for no character of a person's id: two ids would look the same. */
const UNSEEN = /^\s|\s$|[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u

/** What is wrong where {@link isPersonId} is false. */
export const NO_PERSON_ID = `is the id of a person: 1 to ${ID_CHARS} characters, without white space at its ends, controls and invisible characters`

/** True for a verified id. It is taken as it is: one that is trimmed would become that of somebody else. */
export const isPersonId = (value: unknown): value is string =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= ID_CHARS &&
  isWellFormed(value) &&
  !UNSEEN.test(value)
