// The option `roles`, and the flag `--roles WORD=ROLE`: the host's own words for roles.
import * as v from 'valibot'
import { isRole, isRoleName, type OwnRoles, ROLES, type Role } from '../../shared/index.ts'
import { isObject, not } from '../base/read-options.ts'

const NAMES = Object.keys(ROLES) as Role[]
const NO_RIGHTS = `is one of ${NAMES.join(', ')}`
const NO_WORD = 'is a word of 1 to 64 letters, digits and _ . : -'
const TAKEN = 'is a role already, with rights of its own'

/** `v.record` leaves these out without a word. */
const UNSAFE = ['__proto__', 'prototype', 'constructor']

export const RolesOption: v.GenericSchema<unknown, OwnRoles> = v.optional(
  v.pipe(
    v.custom<Record<string, unknown>>(isObject, not('is an object of roles by word')),
    v.check(
      (roles) => !UNSAFE.some((word) => Object.hasOwn(roles, word)),
      `cannot have the words ${UNSAFE.join(', ')}`,
    ),
    v.record(
      v.pipe(
        v.string(),
        v.check((word) => isRoleName(word), NO_WORD),
        v.check((word) => !isRole(word), TAKEN),
      ),
      v.picklist(NAMES, not(NO_RIGHTS)),
    ),
  ),
  {},
)

/** Reads `WORD=ROLE`, several times. */
export const RoleTexts = v.pipe(
  v.array(v.string()),
  v.rawTransform(({ dataset, addIssue }): OwnRoles => {
    const roles = new Map<string, Role>()
    for (const text of dataset.value) {
      const [word = '', rights = ''] = text.split('=', 2)
      if (!isRoleName(word)) addIssue({ message: `${JSON.stringify(word)} ${NO_WORD}` })
      else if (isRole(word)) addIssue({ message: `${word} ${TAKEN}` })
      else if (roles.has(word)) addIssue({ message: `${word} was given twice` })
      else if (!isRole(rights)) addIssue({ message: `${word} ${NO_RIGHTS}, not ${JSON.stringify(rights)}` })
      else roles.set(word, rights)
    }
    return Object.fromEntries(roles)
  }),
)
