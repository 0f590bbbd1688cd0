import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { NameField } from '../../common/page/name-field.tsx'
import { type Entered, enter, goAway } from '../../common/page/pass.ts'
import type { AtTheDoor } from '../../common/page/tab.ts'
import { useWords } from '../../common/words/index.ts'
import { Parts } from '../../common/words/parts.tsx'

/** So long after an answer that did not come it is asked again. */
const RETRY_MS = 5_000

/** A page that many have open asks at other times than the others. */
const spread = (ms: number): number => ms * (1 + Math.random() / 4)

/** Asks again and again, as the relay says when, until this person comes in or is turned away. */
const keepAsking = ({ code, name }: AtTheDoor, onSettled: (entered: Entered) => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  const look = async () => {
    const entered = await enter(code, name)
    if (isOver) return
    if (entered.kind === 'in' || entered.kind === 'refused') return onSettled(entered)
    timer = setTimeout(look, spread(entered.kind === 'waits' ? entered.againMs : RETRY_MS))
  }
  void look()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

interface WaitingCardProps {
  readonly waiting: AtTheDoor
  readonly onSettled: (entered: Entered) => void
  readonly onRename: (name: string) => void
  readonly onCancel: () => void
}

/** In front of a room: a host will let this person in. */
export const WaitingCard = ({ waiting, onSettled, onRename, onCancel }: WaitingCardProps) => {
  const words = useWords().waiting
  const title = useRef<HTMLHeadingElement>(null)
  const settled = useRef(onSettled)
  settled.current = onSettled
  useLayoutEffect(() => title.current?.focus(), [])
  useEffect(() => keepAsking(waiting, (entered) => settled.current(entered)), [waiting])

  return (
    <section className="card waiting-card" aria-labelledby="waiting-title">
      <span className="waiting-dots" aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      <h2 id="waiting-title" ref={title} tabIndex={-1}>
        {words.title}
      </h2>
      <p>
        <Parts
          of={words.host(
            <bdi key="room">
              <b>{waiting.room}</b>
            </bdi>,
          )}
        />
      </p>
      <p className="hint">
        {waiting.name !== '' && <Parts of={words.as(<bdi key="name">{waiting.name}</bdi>)} />}{' '}
        {words.keepOpen}
      </p>
      {waiting.name === '' && <SayName onRename={onRename} />}
      <button
        type="button"
        onClick={() => {
          goAway(waiting.code)
          onCancel()
        }}
      >
        {words.cancel}
      </button>
    </section>
  )
}

/** Asks for the name by which a host knows whom to let in. Until it is said they wait without one: the place in the line is theirs. */
const SayName = ({ onRename }: Pick<WaitingCardProps, 'onRename'>) => {
  const words = useWords().waiting
  const [name, setName] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return input.current?.focus()
    onRename(name.trim())
  }
  return (
    <form noValidate onSubmit={submit}>
      <NameField label={words.nameAsked} input={input} value={name} onType={setName} />
      <button className="primary" type="submit">
        {words.sayName}
      </button>
    </form>
  )
}
