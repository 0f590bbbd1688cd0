import { useId, useRef, useState } from 'react'
import { ALL_ROOMS, hashOf } from './address.ts'
import type { Problem } from './api.ts'
import { useHeadingFocus } from './heading-focus.ts'

interface SignInProps {
  readonly room: string | null
  readonly problem: Problem
  /** Something was given already, and it was not good. */
  readonly hasTried: boolean
  readonly onEnter: (credential: string) => void
}

/** Asks for a token or a secret. It stays in this tab, and is never put into an address. */
export const SignIn = ({ room, problem, hasTried, onEnter }: SignInProps) => {
  const [credential, setCredential] = useState('')
  const [asked, setAsked] = useState(room ?? '')
  const heading = useHeadingFocus()
  const field = useRef<HTMLInputElement>(null)
  const ids = { credential: useId(), room: useId(), hint: useId(), error: useId() }
  const [isEmpty, setIsEmpty] = useState(false)
  const error = isEmpty ? 'Paste a token or a secret.' : hasTried ? problem.message : ''

  const submit = () => {
    setIsEmpty(credential.trim() === '')
    if (credential.trim() === '') return field.current?.focus()
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
      <p className="hint" id={ids.hint}>
        With a secret of the relay you see every room, with a host’s token those that it is for. It stays in
        this tab until you close it.
      </p>
      <div className="field">
        <label htmlFor={ids.credential}>Token or secret</label>
        <input
          ref={field}
          id={ids.credential}
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${ids.hint} ${ids.error}`}
          aria-invalid={error !== ''}
          value={credential}
          onChange={({ target }) => setCredential(target.value)}
        />
        <p className="error" id={ids.error} role="alert">
          {error}
        </p>
      </div>
      <div className="field">
        <label htmlFor={ids.room}>
          Room <span className="optional">(for a host’s token)</span>
        </label>
        <input
          id={ids.room}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={asked}
          onChange={({ target }) => setAsked(target.value)}
        />
      </div>
      <button className="primary" type="submit">
        Open
      </button>
    </form>
  )
}
