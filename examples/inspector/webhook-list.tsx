import { useCallback } from 'react'
import { PartNews, useActing } from './acting.tsx'
import { hashOf } from './address.ts'
import type { Api, DeadLetter, Webhook } from './api.ts'
import { Fact } from './fact.tsx'
import { usePolled } from './polled.ts'
import { counted, lasting } from './words.ts'

/** The webhooks of the relay: how each is, what it has not taken, and another try of all that. */
export const WebhookList = ({ api }: { readonly api: Api }) => {
  const load = useCallback((signal: AbortSignal) => api.webhooks(signal), [api])
  const { value, problem, refresh } = usePolled(load)
  const { said, refused, act } = useActing(refresh)
  const sendAgain = () =>
    act(api.sendAgain(), ({ events }) =>
      events === 0 ? 'Nothing waits.' : `${counted(events, 'event')} sent again.`,
    )
  return (
    <section aria-labelledby="webhooks">
      <div className="heading">
        <h2 id="webhooks">Webhooks</h2>
        {value !== null && value.webhooks.length > 0 && (
          <button className="small" type="button" onClick={() => void sendAgain()}>
            Send again
          </button>
        )}
      </div>
      <PartNews {...{ said, refused, problem }} />
      {value?.webhooks.length === 0 && <p className="empty">This relay has no webhooks.</p>}
      <ul className="parts">
        {value?.webhooks.map((webhook, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: their order stays, and two may differ in their query alone
          <WebhookItem key={index} webhook={webhook} />
        ))}
      </ul>
    </section>
  )
}

const STATES = {
  working: 'working',
  failing: 'failing',
  gone: 'gone: it is sent nothing until you send again',
} as const

const WebhookItem = ({ webhook }: { readonly webhook: Webhook }) => {
  const { url, state, waiting, dead, lastFailure, deadLetters } = webhook
  return (
    <li className="card" data-trouble={state !== 'working' || dead > 0}>
      <div className="heading">
        <h3>{url}</h3>
        <span className={state === 'working' ? 'chip live' : 'chip warn'}>{STATES[state]}</span>
      </div>
      <dl className="facts">
        <Fact name="Waiting">{counted(waiting, 'event')}</Fact>
        <Fact name="Dead letters">{dead}</Fact>
        <Fact name="Last failure">
          {lastFailure === null
            ? 'none since the start'
            : `${lastFailure.reason}, ${lasting(Date.now() - lastFailure.atMs)} ago`}
        </Fact>
      </dl>
      {deadLetters.length > 0 && (
        <details>
          <summary>
            {dead > deadLetters.length ? `The oldest ${deadLetters.length} dead letters` : 'Dead letters'}
          </summary>
          <ul className="letters">
            {deadLetters.map((letter) => (
              <Letter key={letter.id} letter={letter} />
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

const Letter = ({ letter: { id, room, type, atMs, failure } }: { readonly letter: DeadLetter }) => (
  <li>
    <p>
      <code>{type}</code> in{' '}
      <a href={hashOf(room)}>
        <bdi>{room}</bdi>
      </a>
    </p>
    <p className="hint">
      {new Date(atMs).toLocaleString()} · {failure.reason} · <code>{id}</code>
    </p>
  </li>
)
