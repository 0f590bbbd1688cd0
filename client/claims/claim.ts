import type { Fault } from '../../shared/index.ts'

/**
 * A key of a room, and who has it.
 *
 * @example
 * ```ts
 * import type { HeldKey } from 'homeroom/claims'
 *
 * export const textOf = ({ key, name, isOwn }: HeldKey) => `${key}: ${isOwn ? 'you' : (name ?? 'somebody')}`
 * ```
 */
export interface HeldKey {
  /** The key: `pen`, `seat/4`. */
  readonly key: string
  /** The tab that has it; null while this client does not know its own. */
  readonly clientId: number | null
  /** The `key` of its person among the people of the room; null where they are not among the people. */
  readonly person: string | null
  /** Their name; null where they have none. */
  readonly name: string | null
  /** True where this tab has it, as the relay has said on this connection. */
  readonly isOwn: boolean
}

/**
 * Why a key was not taken, given back or given away: `claim-taken` where somebody else has it, `too-many-claims` at the limits of the
 * relay, `bad-signal` for what is no key, `no-entry` where this client, or the one who shall have it, is not among the people,
 * `role-forbidden`, `too-many-signals`, `too-many-orders` and `signal-refused` as for any signal, `not-connected`, and `no-answer` where the
 * relay has not answered for 5 s: an older Homeroom knows no keys.
 */
export type ClaimFaultCode =
  | ('claim-taken' | 'too-many-claims' | 'bad-signal' | 'no-entry' | 'role-forbidden')
  | ('too-many-signals' | 'too-many-orders' | 'signal-refused' | 'not-connected' | 'no-answer')

/** What has become of a key: `ok`, or a fault and who has it. It never throws. */
export type ClaimResult =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly fault: Fault<ClaimFaultCode>
      /** The holder of the key, as far as that is known here; null else. */
      readonly by: HeldKey | null
    }
