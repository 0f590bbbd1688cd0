import { fault } from '../../shared/index.ts'

/** Yjs has thrown at something. */
export const unreadable = <Code extends string>(code: Code, error: unknown) =>
  fault(code, `Yjs cannot read it: ${reasonOf(error)}`)

/** What a parser of JSON says quotes the document, which has no business in a log. */
const reasonOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return 'a value is broken JSON'
  return error instanceof Error ? error.message : 'unknown'
}
