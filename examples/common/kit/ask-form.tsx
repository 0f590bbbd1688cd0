import { useLesson } from 'homeroom/react'
import { type FormEvent, useId, useState } from 'react'
import { useRoomState } from '../room/room-context.tsx'
import { useWords, type Words } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'
import { YES_NO } from './yes-no.ts'

const KINDS = ['yesNo', 'letters', 'own'] as const

type Kind = (typeof KINDS)[number]

/** A check has as many letters where nothing is typed. */
const LETTERS = 4

/** The most choices that a check has. */
const MOST = 6

/** What people choose from: own choices are those that were typed, and letters may have a text each. More lines are more letters. */
const choicesOf = (kind: Kind, kit: Words['kit'], typed: string): readonly string[] => {
  const lines = typed.split('\n').map((line) => line.trim())
  if (kind === 'own') return lines.filter((line) => line !== '')
  if (kind === 'yesNo') return YES_NO
  const count = Math.max(LETTERS, lines.findLastIndex((line) => line !== '') + 1)
  return Array.from({ length: count }, (_, place) => {
    const letter = kit.letters[place] ?? ''
    const text = withoutLetter(lines[place] ?? '', letter)
    return text === '' ? letter : kit.lettered(letter, text)
  })
}

/** Some write the letter themselves, as on paper: `A: one half`, `A) one half`. */
const withoutLetter = (line: string, letter: string): string => {
  const rest = line.slice(letter.length)
  return line.toUpperCase().startsWith(letter) && /^[:.)]/.test(rest) ? rest.slice(1).trim() : line
}

/** Asks everybody: a question, which may be asked aloud, and its choices. */
export const AskForm = ({ onAsked }: { onAsked: () => void }) => {
  const { news } = useRoomState()
  const { ask } = useLesson()
  const { kit } = useWords()
  const [kind, setKind] = useState<Kind>('yesNo')
  const [question, setQuestion] = useState('')
  const [own, setOwn] = useState('')
  const [texts, setTexts] = useState('')
  const id = useId()
  const choices = choicesOf(kind, kit, kind === 'own' ? own : texts)
  const isTooMany = choices.length > MOST
  const isFit = choices.length >= 2 && !isTooMany

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isFit) return news.toast('own', kit.fewChoices)
    const sent = ask(question, choices)
    if (sent.ok) onAsked()
    else news.toast('own', refusalInWords(sent.fault))
  }
  return (
    <form className="kit-form" onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-question`}>
          {kit.question} <span className="optional">{kit.optional}</span>
        </label>
        <input
          id={`${id}-question`}
          maxLength={250}
          value={question}
          onChange={({ target }) => setQuestion(target.value)}
        />
      </div>
      <fieldset className="kit-kinds">
        <legend>{kit.choices}</legend>
        {KINDS.map((one) => (
          <label key={one} className="kit-tick">
            <input type="radio" name={id} checked={kind === one} onChange={() => setKind(one)} />{' '}
            {kit.kinds[one]}
          </label>
        ))}
      </fieldset>
      {kind === 'own' && <Lines label={kit.ownChoices} isTooMany={isTooMany} value={own} onType={setOwn} />}
      {kind === 'letters' && (
        <Lines
          label={kit.letterTexts}
          optional={kit.lettersAlone}
          isTooMany={isTooMany}
          value={texts}
          onType={setTexts}
        />
      )}
      <button className="primary" type="submit">
        {kit.ask}
      </button>
    </form>
  )
}

interface LinesProps {
  readonly label: string
  /** Said where nothing has to be typed. */
  readonly optional?: string
  readonly isTooMany: boolean
  readonly value: string
  readonly onType: (typed: string) => void
}

/** A field for one text a line. */
const Lines = ({ label, optional, isTooMany, value, onType }: LinesProps) => {
  const id = useId()
  const { fewChoices } = useWords().kit
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional !== undefined && <span className="optional">{optional}</span>}
      </label>
      <textarea
        id={id}
        rows={4}
        value={value}
        aria-invalid={isTooMany}
        aria-describedby={`${id}-complaint`}
        onChange={({ target }) => onType(target.value)}
      />
      <p className="error" id={`${id}-complaint`} role="alert">
        {isTooMany && fewChoices}
      </p>
    </div>
  )
}
