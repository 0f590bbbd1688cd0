import type { ChangedPart, VersionChange } from 'homeroom/versions'
import { useEffect, useState } from 'react'

/** What the parts of the classroom's document are called on the page. */
const PLACES: Readonly<Record<string, string>> = {
  text: 'Shared text',
  seats: 'Seats',
  settings: 'Desks',
}

/** Of a text that was added or taken away, so many characters are shown. */
const SHOWN_CHARS = 160

interface VersionChangesProps {
  readonly id: string
  readonly difference: (id: string) => Promise<readonly VersionChange[]>
}

/** What was added and taken away since a version. */
export const VersionChanges = ({ id, difference }: VersionChangesProps) => {
  const [found, setFound] = useState<readonly VersionChange[] | Error | null>(null)
  useEffect(() => {
    let isShown = true
    const show = (next: readonly VersionChange[] | Error) => isShown && setFound(next)
    difference(id).then(show, show)
    return () => {
      isShown = false
    }
  }, [id, difference])

  if (found === null) return <p className="hint">Looking for what changed…</p>
  if (found instanceof Error) return <p role="alert">{found.message}</p>
  if (found.length === 0) return <p className="hint">Nothing changed since.</p>
  return (
    <dl className="changes">
      {[...byPlace(found)].map(([place, changes]) => (
        <div key={place}>
          <dt>{place}</dt>
          <dd>
            {changes.map((change) => (
              <Change key={change.path.join('/')} change={change} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const byPlace = (changes: readonly VersionChange[]): Map<string, VersionChange[]> => {
  const places = new Map<string, VersionChange[]>()
  for (const change of changes) {
    const root = `${change.path[0]}`
    const place = PLACES[root] ?? root
    places.set(place, [...(places.get(place) ?? []), change])
  }
  return places
}

const Change = ({ change }: { change: VersionChange }) => {
  if (change.type === 'value') {
    const isNew = change.added !== undefined
    return <p>{isNew ? (change.removed === undefined ? 'One more.' : 'One is different.') : 'One less.'}</p>
  }
  const pieces = change.parts.flatMap((part, index, parts) => {
    const isEnd = index === 0 || index === parts.length - 1
    return 'kept' in part && isEnd ? [] : [{ key: `${index}`, ...pieceOf(part) }]
  })
  return (
    <p>
      {pieces.map(({ key, isAdded, text }) =>
        isAdded === null ? (
          <span key={key}>{text} </span>
        ) : isAdded ? (
          <ins key={key}>
            <span className="unseen">added: </span>
            {text}{' '}
          </ins>
        ) : (
          <del key={key}>
            <span className="unseen">taken away: </span>
            {text}{' '}
          </del>
        ),
      )}
    </p>
  )
}

/** What stays between two changes is neither added nor taken away. */
const pieceOf = (part: ChangedPart): { readonly isAdded: boolean | null; readonly text: string } => {
  if ('kept' in part) return { isAdded: null, text: '…' }
  const isAdded = 'added' in part
  const what = isAdded ? part.added : part.removed
  return { isAdded, text: typeof what === 'string' ? cut(what) : counted(what.length) }
}

const counted = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`)

const cut = (text: string): string =>
  text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}… (${text.length} characters)` : text
