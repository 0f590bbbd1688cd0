import * as encoding from 'lib0/encoding'

/** How much is written before others may go on: what comes first. A struct counts as one, however large it is. */
export interface StepSize {
  readonly structs: number
  readonly bytes: number
}

/** The bytes so far, in pieces, and how much of a step is used up. */
export class StepWriter {
  readonly #size: StepSize
  readonly #pieces: Uint8Array[] = []
  #small = encoding.createEncoder()
  #structs = 0
  #bytes = 0

  constructor(size: StepSize) {
    this.#size = size
  }

  /** Counts what was done; true where the step is long enough, with the bytes that are about to be appended. */
  isFull(structs: number, bytes: number): boolean {
    this.#structs += structs
    return this.#structs >= this.#size.structs || this.#bytes + bytes >= this.#size.bytes
  }

  /** How many structs are left of the step; at least one. */
  get structsLeft(): number {
    return Math.max(1, this.#size.structs - this.#structs)
  }

  /** Begins another step. */
  rest(): void {
    this.#structs = 0
    this.#bytes = 0
  }

  put(...numbers: readonly number[]): void {
    for (const number of numbers) encoding.writeVarUint(this.#small, number)
  }

  append(bytes: Uint8Array): void {
    this.#settle()
    this.#pieces.push(bytes)
    this.#bytes += bytes.length
  }

  /** Keeps a place for numbers that are known later. */
  reserve(): number {
    this.#settle()
    return this.#pieces.push(new Uint8Array()) - 1
  }

  fill(place: number, numbers: readonly number[]): void {
    const encoder = encoding.createEncoder()
    for (const number of numbers) encoding.writeVarUint(encoder, number)
    this.#pieces[place] = encoding.toUint8Array(encoder)
  }

  /** All that was written, in pieces. */
  end(): readonly Uint8Array[] {
    this.#settle()
    return this.#pieces
  }

  #settle(): void {
    if (encoding.length(this.#small) === 0) return
    this.#pieces.push(encoding.toUint8Array(this.#small))
    this.#small = encoding.createEncoder()
  }
}
