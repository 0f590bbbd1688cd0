import { type RefObject, useId, useRef, useState } from 'react'
import { ALL_ROOMS, hashOf } from './address.ts'
import type { Problem } from './api.ts'
import { useHeadingFocus } from './heading-focus.ts'

interface SignInProps {
  readonly room: string | null
  readonly problem: Problem
  /** Whether a token or secret was given already, and refused. */
  readonly hasTried: boolean
  readonly onEnter: (credential: string) => void
}

/** Asks for a token or a secret. It stays in this tab, and never gets into an address. */
export const SignIn = ({ room, problem, hasTried, onEnter }: SignInProps) => {
  const [credential, setCredential] = useState('')
  const [asked, setAsked] = useState(room ?? '')
  const heading = useHeadingFocus()
  const input = useRef<HTMLInputElement>(null)
  const hint = useId()
  const [isEmpty, setIsEmpty] = useState(false)
  const error = isEmpty ? 'Paste a token or a secret.' : hasTried ? problem.message : ''

  const submit = () => {
    setIsEmpty(credential.trim() === '')
    if (credential.trim() === '') return input.current?.focus()
    location.hash = asked.trim() === '' ? ALL_ROOMS : hashOf(asked.trim())
    onEnter(credential.trim())
  }

  return (
    <form
      className="card narrow"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <h1 ref={heading} tabIndex={-1}>
        Look into rooms
      </h1>
      <p className="hint" id={hint}>
        With a secret of the relay you see every room, with a host’s token the rooms that it is for. It stays
        in this tab until you close it.
      </p>
      <CredentialField input={input} hint={hint} error={error} value={credential} onType={setCredential} />
      <RoomField value={asked} onType={setAsked} />
      <button className="primary" type="submit">
        Open
      </button>
    </form>
  )
}

interface FieldProps {
  readonly value: string
  readonly onType: (typed: string) => void
}

interface CredentialFieldProps extends FieldProps {
  readonly input: RefObject<HTMLInputElement | null>
  /** The id of the element that says what to paste. */
  readonly hint: string
  readonly error: string
}

const CredentialField = ({ input, hint, error, value, onType }: CredentialFieldProps) => {
  const ids = { input: useId(), error: useId() }
  return (
    <div className="field">
      <label htmlFor={ids.input}>Token or secret</label>
      <input
        ref={input}
        id={ids.input}
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${hint} ${ids.error}`}
        aria-invalid={error !== ''}
        value={value}
        onChange={({ target }) => onType(target.value)}
      />
      <p className="error" id={ids.error} role="alert">
        {error}
      </p>
    </div>
  )
}

const RoomField = ({ value, onType }: FieldProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        Room <span className="optional">(optional)</span>
      </label>
      <input
        id={id}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => onType(target.value)}
      />
    </div>
  )
}
