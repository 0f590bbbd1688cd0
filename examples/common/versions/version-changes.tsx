import type { ChangedPart, VersionChange } from 'homeroom/versions'
import { useEffect, useState } from 'react'
import { useWords, type Words, words } from '../words/index.ts'
import { faultInWords } from './use-act.ts'

/** Of a text that was added or taken away, so many characters are shown. */
const SHOWN_CHARS = 160

interface VersionChangesProps {
  readonly id: string
  readonly difference: (id: string) => Promise<readonly VersionChange[]>
}

/** What was added and taken away since a version. */
export const VersionChanges = ({ id, difference }: VersionChangesProps) => {
  const [found, setFound] = useState<readonly VersionChange[] | Error | null>(null)
  const { versions } = useWords()
  useEffect(() => {
    let isShown = true
    const show = (next: readonly VersionChange[] | Error) => isShown && setFound(next)
    difference(id).then(show, show)
    return () => {
      isShown = false
    }
  }, [id, difference])

  if (found === null) return <p className="hint">{versions.comparing}</p>
  if (found instanceof Error) return <p role="alert">{faultInWords(found)}</p>
  if (found.length === 0) return <p className="hint">{versions.same}</p>
  return (
    <dl className="changes">
      {[...byPlace(found, versions.places)].map(([place, changes]) => (
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

/** By what the parts of the classroom's document are called on the page. */
const byPlace = (
  changes: readonly VersionChange[],
  named: Readonly<Record<string, string>>,
): Map<string, VersionChange[]> => {
  const places = new Map<string, VersionChange[]>()
  for (const change of changes) {
    const root = `${change.path[0]}`
    const place = named[root] ?? root
    places.set(place, [...(places.get(place) ?? []), change])
  }
  return places
}

const Change = ({ change }: { change: VersionChange }) => {
  const { versions } = useWords()
  if (change.type === 'value') {
    const isNew = change.added !== undefined
    return (
      <p>
        {isNew ? (change.removed === undefined ? versions.oneMore : versions.oneDifferent) : versions.oneLess}
      </p>
    )
  }
  const pieces = change.parts.flatMap((part, index, parts) => {
    const isEnd = index === 0 || index === parts.length - 1
    return 'kept' in part && isEnd ? [] : [{ key: `${index}`, ...pieceOf(part, versions) }]
  })
  // Only how it looks is another.
  if (pieces.length === 0) return <p>{versions.look}</p>
  return (
    <p>
      {pieces.map(({ key, isAdded, text }) =>
        isAdded === null ? (
          <span key={key}>{text} </span>
        ) : isAdded ? (
          <ins key={key}>
            <span className="unseen">{versions.added}</span>
            {text}{' '}
          </ins>
        ) : (
          <del key={key}>
            <span className="unseen">{versions.takenAway}</span>
            {text}{' '}
          </del>
        ),
      )}
    </p>
  )
}

/** What stays between two changes is neither added nor taken away. */
const pieceOf = (
  part: ChangedPart,
  said: Words['versions'],
): { readonly isAdded: boolean | null; readonly text: string } => {
  if ('kept' in part) return { isAdded: null, text: '…' }
  const isAdded = 'added' in part
  const what = isAdded ? part.added : part.removed
  const text = typeof what === 'string' ? what : wordsOf(what)
  return { isAdded, text: text === '' ? said.entries(what.length) : cut(text, said) }
}

/** The words of paragraphs, which stand in a list of a rich text as XML; none of a list of other values. */
const wordsOf = (values: readonly unknown[]): string =>
  values
    .map((value) => (typeof value === 'string' && value.startsWith('<') ? linesOf(value) : ''))
    .join('\n')
    .trim()

/** Each text of an element in a line of its own, a picture by its description: the cells of a row are words of their own, too. */
const linesOf = (xml: string): string => {
  const { body } = new DOMParser().parseFromString(xml, 'text/html')
  const texts = body.querySelectorAll('paragraph, heading, codeblock, picture')
  return texts.length === 0 ? (body.textContent ?? '') : [...texts].map(lineOf).join('\n')
}

const lineOf = (text: Element): string =>
  text.tagName === 'PICTURE'
    ? text.getAttribute('alt') || words().whiteboard.types.image
    : (text.textContent ?? '')

const cut = (text: string, said: Words['versions']): string =>
  text.length > SHOWN_CHARS ? said.longer(text.slice(0, SHOWN_CHARS), text.length) : text
