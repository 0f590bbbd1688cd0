import { useStatus } from 'homeroom/react'
import type { ReactNode } from 'react'
import { Refusal } from '../connection/refusal.tsx'
import { useWords } from '../words/index.ts'
import { readRefusal } from '../words/refusal.ts'

/** A host has ended this person's stay, and the page cannot bring them back. */
const ENDS: readonly string[] = ['removed', 'token-revoked']

interface UnlessGoneProps {
  readonly onLeave: () => void
  readonly children: ReactNode
}

/** The room; for a person who was removed from it a page that says so, and no room that looks alive. */
export const UnlessGone = ({ onLeave, children }: UnlessGoneProps) => {
  const status = useStatus()
  const { refusals } = useWords()
  if (status.state !== 'closed') return children
  const why = readRefusal(status.reason)
  if (!ENDS.includes(why.code)) return children
  return (
    <main className="lobby">
      <div className="lobby-form">
        <h1>{refusals.gone}</h1>
        <p role="alert">
          <Refusal of={why} close={status.code} />
        </p>
        <button className="primary" type="button" onClick={onLeave}>
          {refusals.toStart}
        </button>
      </div>
    </main>
  )
}
