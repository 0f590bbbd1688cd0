import { fault, ok, type Result } from '../../shared/index.ts'

/** What `work` gives, or a fault where Yjs throws at it. */
export const attempt = <Value, Code extends string>(code: Code, work: () => Value): Result<Value, Code> => {
  try {
    return ok(work())
  } catch (error) {
    return unreadable(code, error)
  }
}

/** Yjs has thrown at something. */
export const unreadable = <Code extends string>(code: Code, error: unknown) =>
  fault(code, `Yjs cannot read it: ${reasonOf(error)}`)

/** What a parser of JSON says quotes the document, which has no business in a log. */
const reasonOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return 'a value is broken JSON'
  return error instanceof Error ? error.message : 'unknown'
}
