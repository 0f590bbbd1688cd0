import { useCallback, useState } from 'react'
import { News } from './acting.tsx'
import type { Api, Problem } from './api.ts'
import { GoTo } from './go-to.tsx'
import { useHeadingFocus } from './heading-focus.ts'
import { ListedRooms } from './listed-rooms.tsx'
import { SELDOM_MS, usePolled } from './polled.ts'
import { useRefused } from './refused.ts'
import type { TokenRooms } from './token-rooms.ts'

interface OwnRoomListProps {
  readonly api: Api
  readonly own: TokenRooms
  readonly onRefused: (problem: Problem) => void
}

/** With more rooms each is asked for less often. */
const FEW = 5

/** The rooms of a host's token, those in trouble first. It is told nothing of any other room. */
export const OwnRoomList = ({ api, own, onRefused }: OwnRoomListProps) => {
  const { names, patterns } = own
  const [typed, setTyped] = useState('')
  const load = useCallback((signal: AbortSignal) => api.ownRooms(names, signal), [api, names])
  const { value, problem } = usePolled(load, names.length > FEW ? SELDOM_MS : undefined)
  const heading = useHeadingFocus()
  useRefused(problem, onRefused)
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Your rooms
      </h1>
      <News problem={problem} />
      {(patterns.length > 0 || names.length > FEW) && <GoTo room={typed} onType={setTyped} />}
      {patterns.length > 0 && <p className="hint">{patternHint(patterns)}</p>}
      {value === null && problem === null && <p className="hint">Asking the relay…</p>}
      {value !== null && <ListedRooms rooms={value} asked={typed.trim()} nameById={NO_NAMES} />}
    </>
  )
}

/** What machines there are is told to those who run them. */
const NO_NAMES: ReadonlyMap<string, string> = new Map()

const patternHint = (patterns: readonly string[]): string =>
  patterns.includes('**')
    ? 'Your token is for every room: type the name of one. With a secret of the relay you see a list of them.'
    : `Your token is for rooms such as ${patterns.join(', ')}: type the name of one.`
