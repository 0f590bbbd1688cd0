import fc from 'fast-check'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import {
  createDecoder,
  encode,
  readString,
  readUint,
  writeBytes,
  writeString,
  writeUint,
} from '../../shared/bytes.ts'
import { someSeed } from '../support/random.ts'

/** fast-check takes seeds of 32 bits with a sign. */
const seed = someSeed() | 0

const uint = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(300),
  fc.constantFrom(127, 128, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER),
)
const value = fc.oneof(
  uint,
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.uint8Array({ maxLength: 300 }),
)
type Value = number | string | Uint8Array

const byLib0 = (values: readonly Value[]): Uint8Array =>
  encoding.encode((encoder) => {
    for (const value of values) {
      if (typeof value === 'number') encoding.writeVarUint(encoder, value)
      else if (typeof value === 'string') encoding.writeVarString(encoder, value)
      else encoding.writeUint8Array(encoder, value)
    }
  })

test(`integers, texts and runs of bytes are written as lib0 writes them (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 20 }), (values) => {
      const bytes = encode((encoder) => {
        for (const value of values) {
          if (typeof value === 'number') writeUint(encoder, value)
          else if (typeof value === 'string') writeString(encoder, value)
          else writeBytes(encoder, value)
        }
      })
      expect(bytes).toEqual(byLib0(values))
    }),
    { seed },
  )
})

test(`integers and texts are read as lib0 reads them (seed ${seed})`, () => {
  fc.assert(
    fc.property(uint, fc.string({ unit: 'grapheme' }), (number, text) => {
      const bytes = byLib0([number, text])
      const [ours, theirs] = [createDecoder(bytes), decoding.createDecoder(bytes)]
      expect([readUint(ours), readString(ours)]).toEqual([number, text])
      expect([decoding.readVarUint(theirs), decoding.readVarString(theirs)]).toEqual([number, text])
      expect(ours.pos).toBe(theirs.pos)
    }),
    { seed },
  )
})
