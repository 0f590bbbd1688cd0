import { useStatus } from 'homeroom/react'
import type { ReactNode } from 'react'
import { Refusal } from '../connection/refusal.tsx'
import { useWords } from '../words/index.ts'

/** The relay closes with it where a host has removed this person. */
const REMOVED = 4407

interface UnlessGoneProps {
  readonly onLeave: () => void
  readonly children: ReactNode
}

/** The room; for a person who was removed from it a page that says so, and no room that looks alive. */
export const UnlessGone = ({ onLeave, children }: UnlessGoneProps) => {
  const status = useStatus()
  const { refusals } = useWords()
  if (status.state !== 'closed' || status.code !== REMOVED) return children
  return (
    <main className="lobby">
      <div className="lobby-form">
        <section className="card waiting-card">
          <h1>{refusals.gone}</h1>
          <p role="alert">
            <Refusal of={{ code: 'removed', message: '' }} close={status.code} />
          </p>
          <button className="primary" type="button" onClick={onLeave}>
            {refusals.toStart}
          </button>
        </section>
      </div>
    </main>
  )
}
