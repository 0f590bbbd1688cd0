import { type Connection, unusable } from './pool.ts'

/** A value that goes into a statement. */
export type Parameter = string | number | boolean | Uint8Array | null | readonly Parameter[]

/** Does a statement and gives its rows. Without parameters it may be several, and gives nothing. */
export type Query = <Row extends object>(
  statement: string,
  parameters?: readonly Parameter[],
) => Promise<readonly Row[]>

/** A connection for as long as somebody has it. */
export class Session {
  readonly #client: Connection
  /** True once the connection is of no use any more, or nobody knows what the server does with it. */
  #isBroken = false

  readonly #url: string

  constructor(client: Connection, url: string) {
    this.#client = client
    this.#url = url
    client.on('error', this.#onError)
  }

  /** The connection broke between two statements. */
  readonly #onError = () => {
    this.#isBroken = true
  }

  readonly query: Query = async <Row extends object>(
    statement: string,
    parameters: readonly Parameter[] = [],
  ): Promise<readonly Row[]> => {
    try {
      const { rows } = await (parameters.length === 0
        ? this.#client.query(statement)
        : this.#client.query(statement, parameters.map(sent)))
      return rows as Row[]
    } catch (error) {
      // An error of a statement leaves the connection as it was; one without a severity is none of the server's.
      if ((error as { severity?: unknown }).severity !== 'ERROR') this.#isBroken = true
      throw unusable(this.#url, error)
    }
  }

  /** Gives the connection back. */
  release(): void {
    this.#client.off('error', this.#onError)
    this.#client.release(this.#isBroken)
  }

  /** Gives it back after a failure: what was begun is undone, at the latest when the server finds that the connection is gone. */
  async abandon(): Promise<void> {
    if (!this.#isBroken) await this.query('ROLLBACK').catch(() => undefined)
    this.release()
  }
}

/** The bytes of a Buffer go as they are; any other array of bytes would go as a list. */
const sent = (parameter: Parameter): unknown => {
  if (parameter instanceof Uint8Array)
    return Buffer.from(parameter.buffer, parameter.byteOffset, parameter.length)
  return Array.isArray(parameter) ? parameter.map(sent) : parameter
}

/** Rows of values for an INSERT, as text with places and what goes there. A body by itself goes as it is, in a list it would be a text. */
export const valuesOf = (
  rows: readonly (readonly Parameter[])[],
): readonly [string, readonly Parameter[]] => {
  let place = 0
  const texts = rows.map((row) => `(${row.map(() => `$${++place}`).join(', ')})`)
  return [texts.join(', '), rows.flat() as readonly Parameter[]]
}
