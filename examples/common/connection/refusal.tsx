import { useWords } from '../words/index.ts'
import { type Refused, refusalInSmall, refusalInWords } from '../words/refusal.ts'

/** A refusal in a sentence with something to do, and the relay's own words in small print. */
export const Refusal = ({ of, close = null }: { of: Refused; close?: number | null }) => {
  // The two functions read the language that this hook follows.
  useWords()
  const small = refusalInSmall(of, close)
  return (
    <>
      {refusalInWords(of)} {small !== '' && <small className="small-print">{small}</small>}
    </>
  )
}
