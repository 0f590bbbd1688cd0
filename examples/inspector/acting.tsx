import { useState } from 'react'
import type { Answer, Problem } from './api.ts'

/** Asks the relay to do something; `done` says in a few words what it did. Gives whether it did it. */
export type Act = <Value>(asked: Promise<Answer<Value>>, done: (value: Value) => string) => Promise<boolean>

/** What the relay did last, or why it did not, and the way to ask it for more. */
interface Acting {
  readonly said: string
  readonly refused: Problem | null
  readonly act: Act
}

/** `refresh` shows what came of it. */
export const useActing = (refresh: () => void): Acting => {
  const [last, setLast] = useState<Omit<Acting, 'act'>>({ said: '', refused: null })
  const act: Act = async (asked, done) => {
    const answer = await asked
    setLast(answer.ok ? { said: done(answer.value), refused: null } : { said: '', refused: answer.problem })
    refresh()
    return answer.ok
  }
  return { ...last, act }
}

interface NewsProps {
  readonly said?: string | undefined
  readonly problem: Problem | null
}

/** What is new, spoken by a screen reader: what was done, and what is wrong. */
export const News = ({ said = '', problem }: NewsProps) => (
  <div className="news">
    <output className="said">{said}</output>
    <output className="trouble">{problem?.message ?? ''}</output>
  </div>
)

/** The same of a part of a view, which says for all of them that the relay does not answer. */
export const PartNews = ({ said, refused = null, problem }: NewsProps & Partial<Pick<Acting, 'refused'>>) => (
  <News said={said} problem={refused ?? (problem?.code === 'offline' ? null : problem)} />
)
