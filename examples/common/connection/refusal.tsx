import { useWords } from '../words/index.ts'
import { type Refused, refusalInSmall, refusalSentence } from '../words/refusal.ts'

/** A refusal in a sentence with something to do, and its codes in small print. */
export const Refusal = ({ of, close = null }: { of: Refused; close?: number | null }) => {
  // The two functions read the language that this hook follows.
  useWords()
  const small = refusalInSmall(of, close)
  return (
    <>
      {refusalSentence(of)} {small !== '' && <small className="small-print">{small}</small>}
    </>
  )
}
