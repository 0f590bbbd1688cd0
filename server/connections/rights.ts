import { type Identity, may, type Rules, type Standing, withStanding } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Authorized } from '../gate/gate.ts'

/**
 * What a connection may do: as its token and the hosts say, with the right to write where it holds a key that gives it, or where the
 * rules of its room give it.
 */
export class Rights {
  readonly #clock: Pick<Clock, 'wallMs'>
  #own: Authorized
  #mayWriteByKey = false
  #mayWriteByRule = false
  #authorized: Authorized

  constructor(own: Authorized, clock: Pick<Clock, 'wallMs'>) {
    this.#clock = clock
    this.#own = own
    this.#authorized = own
  }

  /** Without what a key or a rule gives. */
  get own(): Authorized {
    return this.#own
  }

  get authorized(): Authorized {
    return this.#authorized
  }

  get identity(): Identity {
    return this.#authorized.identity
  }

  /** For how long the token is still good, in ms. */
  get validForMs(): number {
    const { expiresAtMs } = this.#authorized
    return expiresAtMs === null ? Number.POSITIVE_INFINITY : expiresAtMs - this.#clock.wallMs()
  }

  /** A token or a host says something else; true where it may write from now on, and could not before. */
  renew(own: Authorized): boolean {
    const couldWrite = may(this.identity, 'write')
    this.#own = own
    this.#authorized = this.#mayWriteByKey || this.#mayWriteByRule ? withRightToWrite(own) : own
    return !couldWrite && may(this.identity, 'write')
  }

  /** As they are with another role. */
  inRole(standing: Standing): Authorized {
    return { ...this.#own, identity: withStanding(this.#own.identity, standing) }
  }

  /** A key gives the right to write from the next {@link renew} on, or does so no more; false where nothing is new. */
  byKey(mayWrite: boolean): boolean {
    if (mayWrite === this.#mayWriteByKey) return false
    this.#mayWriteByKey = mayWrite
    return true
  }

  /** The same of the rules of the room; false also where they say nothing new of this person. */
  byRule({ attendeesWrite = false }: Rules): boolean {
    if (attendeesWrite === this.#mayWriteByRule) return false
    this.#mayWriteByRule = attendeesWrite
    return withRightToWrite(this.#own) !== this.#own
  }
}

/** Only somebody who takes part is given it: a viewer holds no key. */
const withRightToWrite = (own: Authorized): Authorized =>
  may(own.identity, 'write') || !may(own.identity, 'present')
    ? own
    : { ...own, identity: withStanding(own.identity, { role: 'member' }) }
