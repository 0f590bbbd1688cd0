import { type ReactNode, type RefObject, useId } from 'react'
import { useWords } from '../words/index.ts'
import { countGraphemes } from './graphemes.ts'

/** The relay cuts a longer name. */
export const NAME_GRAPHEMES = 64

interface NameFieldProps {
  readonly label: ReactNode
  readonly input?: RefObject<HTMLInputElement | null>
  readonly value: string
  readonly onType: (typed: string) => void
  /** It is the name of somebody else, which the browser has no business to fill in. */
  readonly isOther?: boolean
}

/** Where a person says their name, and hears while they type that it is too long. */
export const NameField = ({ label, input, value, onType, isOther = false }: NameFieldProps) => {
  const { page } = useWords()
  const id = useId()
  const isCut = countGraphemes(value.trim()) > NAME_GRAPHEMES
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={input}
        id={id}
        value={value}
        autoComplete={isOther ? 'off' : 'nickname'}
        maxLength={256}
        spellCheck={false}
        aria-describedby={`${id}-cut`}
        onChange={({ target }) => onType(target.value)}
      />
      <span className="hint" id={`${id}-cut`} role="status">
        {isCut ? page.nameIsCut(NAME_GRAPHEMES) : ''}
      </span>
    </p>
  )
}
