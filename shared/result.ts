/** An expected failure as a value: a stable `code` for programs and a `message` for people. */
export interface Fault<Code extends string = string> {
  readonly code: Code
  readonly message: string
}

/** What a function gives that reads anything from outside: a value or a {@link Fault}, never a throw. */
export type Result<Value, Code extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: Fault<Code> }

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value })

export const fault = <Code extends string>(
  code: Code,
  message: string,
): { readonly ok: false; readonly fault: Fault<Code> } => ({ ok: false, fault: { code, message } })

/** What was thrown, in words. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
