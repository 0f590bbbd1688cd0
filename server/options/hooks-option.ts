// The option `hooks`: functions by the names of the hooks.
import * as v from 'valibot'
import { isObject, not } from '../base/read-options.ts'
import { HOOK_NAMES, type Hooks } from '../events/hooks.ts'

const NO_HOOK = `is no hook; the hooks are ${HOOK_NAMES.join(', ')}`

const isHook = (name: string): boolean => HOOK_NAMES.some((hook) => hook === name)

/** It is passed on as it is: its functions may need the object that they belong to. */
export const HooksOption: v.GenericSchema<unknown, Hooks> = v.optional(
  v.pipe(
    v.custom<Record<string, unknown>>(isObject, not('is an object of functions by name')),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      for (const [name, hook] of Object.entries(dataset.value)) {
        const path = [
          { type: 'object', origin: 'value', input: dataset.value, key: name, value: hook },
        ] as const
        if (!isHook(name)) addIssue({ message: NO_HOOK, path: [...path] })
        else if (hook !== undefined && typeof hook !== 'function')
          addIssue({ message: not('is a function')({ input: hook }), path: [...path] })
      }
    }),
    v.transform((hooks) => hooks as Hooks),
  ),
  {},
)
