import { useCallback } from 'react'
import { PartNews } from './acting.tsx'
import type { Api, Hook } from './api.ts'
import { Fact } from './fact.tsx'
import { usePolled } from './polled.ts'
import { counted } from './words.ts'

/** The hooks of the relay: which are set, how their calls ended, and what they have not kept up with. */
export const HookList = ({ api }: { readonly api: Api }) => {
  const load = useCallback((signal: AbortSignal) => api.hooks(signal), [api])
  const { value, problem } = usePolled(load)
  return (
    <section aria-labelledby="hooks">
      <h2 id="hooks">Hooks</h2>
      <PartNews problem={problem} />
      {value?.hooks.length === 0 && <p className="empty">This relay has no hooks.</p>}
      {value !== null && value.hooks.length > 0 && (
        <div className="card">
          <p className="chips">
            <span className={value.waiting === 0 ? 'chip' : 'chip warn'}>
              {counted(value.waiting, 'event')} waiting
            </span>
            <span className={value.behind === 0 ? 'chip' : 'chip warn'}>
              {counted(value.behind, 'room')} behind
            </span>
          </p>
          <ul className="parts">
            {value.hooks.map((hook) => (
              <HookItem key={hook.hook} hook={hook} />
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

const TROUBLES = ['failed', 'late', 'dropped']

const HookItem = ({ hook: { hook, calls } }: { readonly hook: Hook }) => {
  const hasTrouble = TROUBLES.some((outcome) => (calls[outcome] ?? 0) > 0)
  return (
    <li className="part" data-trouble={hasTrouble}>
      <h3>
        <code>{hook}</code>
      </h3>
      <dl className="facts">
        {Object.entries(calls).map(([outcome, count]) => (
          <Fact key={outcome} name={outcome}>
            {count}
          </Fact>
        ))}
      </dl>
    </li>
  )
}
