import { useReadable } from 'homeroom/react'
import { CaseSensitive, ChevronDown, ChevronUp, Replace, WholeWord, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type FindWords, useFindWords } from '../../common/words/find.ts'
import { useWords } from '../../common/words/index.ts'
import type { Place } from '../content.ts'
import type { DocumentState } from '../document-state.ts'
import { FindButton } from './find-button.tsx'
import type { Finder, Found } from './finder.ts'
import { MOST_CHARS, patternOf } from './query.ts'
import type { Find, Search } from './use-find.ts'

interface FindBarProps {
  readonly find: Find
  readonly place: Place
  readonly state: DocumentState
  readonly isWritable: boolean
}

/** Looks for words where it was asked for. */
export const FindBar = ({ find, place, state, isWritable }: FindBarProps) => {
  const finder = state.surface(place)?.finder
  const { search } = find
  return search?.place === place && finder !== undefined ? (
    <OpenBar {...{ find, search, finder, isWritable }} />
  ) : null
}

interface OpenBarProps {
  readonly find: Find
  readonly search: Search
  readonly finder: Finder
  readonly isWritable: boolean
}

/** Finds, and replaces where this person may write. Escape leads back to the text, at what was found. */
const OpenBar = ({ find, search, finder, isWritable }: OpenBarProps) => {
  const words = useFindWords()
  const [replaced, setReplaced] = useState<number | null>(null)
  const { query } = find
  useEffect(() => {
    finder.find(patternOf(query))
    setReplaced(null)
  }, [finder, query])
  useEffect(() => () => finder.find(null), [finder])
  const step = (by: 1 | -1) => {
    setReplaced(null)
    finder.step(by)
  }
  const isReplacing = isWritable && search.isReplacing
  const closes = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    find.close()
  }
  return (
    <search className="find-bar" aria-label={isWritable ? words.title : words.titleFind} onKeyDown={closes}>
      <div className="find-row">
        <FindField {...{ find, finder, replaced }} turn={search.turn} onStep={step} />
        <FindTools find={find} onStep={step} isReplacing={isWritable ? isReplacing : null} />
      </div>
      {isReplacing && <ReplaceRow finder={finder} onReplaced={setReplaced} />}
    </search>
  )
}

interface FindFieldProps {
  readonly find: Find
  readonly finder: Finder
  /** Another number with each time that it takes the focus. */
  readonly turn: number
  /** How many were replaced just now; null after something else. */
  readonly replaced: number | null
  readonly onStep: (by: 1 | -1) => void
}

/** What is said of what was found. */
const sayingOf = ({ count, at }: Found, words: FindWords): string => {
  if (count === 0) return words.none
  return at === null ? words.count(count) : words.of(at + 1, count)
}

const FindField = ({ find: { query, look }, finder, turn, replaced, onStep }: FindFieldProps) => {
  const words = useFindWords()
  const found = useReadable(finder.found)
  const field = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that it is asked for
  useLayoutEffect(() => field.current?.select(), [turn])
  const said = query.text === '' ? '' : sayingOf(found, words)
  return (
    <div className="find-field">
      <input
        ref={field}
        dir="auto"
        aria-label={words.find}
        placeholder={words.find}
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={MOST_CHARS}
        value={query.text}
        onChange={({ target: { value } }) => look({ ...query, text: value })}
        onKeyDown={onEnter((isBack) => onStep(isBack ? -1 : 1))}
      />
      <output>{replaced === null ? said : words.replaced(replaced)}</output>
    </div>
  )
}

interface FindToolsProps {
  readonly find: Find
  readonly onStep: (by: 1 | -1) => void
  /** Whether it is replaced as well; null where this person may not write. */
  readonly isReplacing: boolean | null
}

const FindTools = ({ find: { query, look, turnReplacing, close }, onStep, isReplacing }: FindToolsProps) => {
  const words = useFindWords()
  const { page } = useWords()
  const { isCase, isWord } = query
  return (
    <>
      <FindButton label={words.previous} Icon={ChevronUp} onPress={() => onStep(-1)} />
      <FindButton label={words.next} Icon={ChevronDown} onPress={() => onStep(1)} />
      <FindButton
        label={words.matchCase}
        Icon={CaseSensitive}
        isOn={isCase}
        onPress={() => look({ ...query, isCase: !isCase })}
      />
      <FindButton
        label={words.wholeWords}
        Icon={WholeWord}
        isOn={isWord}
        onPress={() => look({ ...query, isWord: !isWord })}
      />
      {isReplacing !== null && (
        <FindButton label={words.replaceWith} Icon={Replace} isOn={isReplacing} onPress={turnReplacing} />
      )}
      <FindButton label={page.close} Icon={X} onPress={close} />
    </>
  )
}

/** Enter, with or without Shift, which is no letter of a word that is being put together. */
const onEnter = (act: (isWithShift: boolean) => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
  event.preventDefault()
  act(event.shiftKey)
}

interface ReplaceRowProps {
  readonly finder: Finder
  readonly onReplaced: (count: number | null) => void
}

const ReplaceRow = ({ finder, onReplaced }: ReplaceRowProps) => {
  const words = useFindWords()
  const [text, setText] = useState('')
  const replace = () => {
    onReplaced(null)
    finder.replace(text)
  }
  return (
    <div className="find-row">
      <input
        dir="auto"
        aria-label={words.replaceWith}
        placeholder={words.replaceWith}
        autoComplete="off"
        maxLength={MOST_CHARS}
        value={text}
        onChange={({ target: { value } }) => setText(value)}
        onKeyDown={onEnter(replace)}
      />
      <button className="small" type="button" onClick={replace}>
        {words.replace}
      </button>
      <button className="small" type="button" onClick={() => onReplaced(finder.replaceAll(text))}>
        {words.replaceAll}
      </button>
    </div>
  )
}
