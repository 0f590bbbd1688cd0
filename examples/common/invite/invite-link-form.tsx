import { useState } from 'react'
import { useAct } from '../versions/use-act.ts'
import { useWords, type Words } from '../words/index.ts'
import type { LinkOrder } from './invite-links.ts'

const HOUR_S = 3_600

/** When a link ends, in seconds from now. */
const ENDS = { never: null, hour: HOUR_S, day: 24 * HOUR_S, week: 7 * 24 * HOUR_S } as const

type End = keyof typeof ENDS

type Role = keyof Words['invite']['mayDo']

const MOST_USES = 1_000

/** Makes a link with a role, an end, a number of people, a waiting room. */
export const LinkForm = ({ onMake }: { onMake: (order: LinkOrder) => Promise<void> }) => {
  const { invite } = useWords()
  const [role, setRole] = useState<Role>('attendee')
  const [end, setEnd] = useState<End>('never')
  const [uses, setUses] = useState('')
  const [waits, setWaits] = useState(false)
  const [fault, isBusy, run] = useAct()
  const isForHosts = role === 'host'
  const order = (): LinkOrder => ({
    role,
    ttlSeconds: ENDS[end],
    uses: uses === '' ? null : Number(uses),
    waits: waits && !isForHosts,
  })
  return (
    <form
      className="link-form"
      onSubmit={(event) => {
        event.preventDefault()
        void run(() => onMake(order()))
      }}
    >
      <Choice label={invite.role} words={invite.mayDo} value={role} onChange={setRole} />
      <p className="hint">{invite.means[role]}</p>
      <Choice label={invite.end} words={invite.ends} value={end} onChange={setEnd} />
      <label>
        {invite.uses}
        <input
          type="number"
          min={1}
          max={MOST_USES}
          placeholder={invite.anyNumber}
          value={uses}
          onChange={({ target }) => setUses(target.value)}
        />
      </label>
      {!isForHosts && (
        <label className="check">
          <input type="checkbox" checked={waits} onChange={({ target }) => setWaits(target.checked)} />
          {invite.waitsOption}
        </label>
      )}
      <button type="submit" aria-disabled={isBusy}>
        {invite.make}
      </button>
      <p className="error" role="alert">
        {fault}
      </p>
    </form>
  )
}

interface ChoiceProps<Key extends string> {
  readonly label: string
  readonly words: Readonly<Record<Key, string>>
  readonly value: Key
  readonly onChange: (value: Key) => void
}

const Choice = <Key extends string>({ label, words, value, onChange }: ChoiceProps<Key>) => (
  <label>
    {label}
    <select value={value} onChange={({ target }) => onChange(target.value as Key)}>
      {Object.entries<string>(words).map(([key, word]) => (
        <option key={key} value={key}>
          {word}
        </option>
      ))}
    </select>
  </label>
)
