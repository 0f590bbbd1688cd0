import { type RefObject, useCallback, useId, useRef, useState } from 'react'
import { type Act, PartNews, useActing } from './acting.tsx'
import type { Api, Version } from './api.ts'
import { ConfirmedButton } from './confirmed-button.tsx'
import { SELDOM_MS, usePolled } from './polled.ts'
import { bytesOf } from './words.ts'

interface VersionListProps {
  readonly api: Api
  readonly room: string
  /** Whether versions may be made, restored and deleted here. */
  readonly takesOrders: boolean
}

/** The versions of a room, the latest first; nothing where the relay keeps none. */
export const VersionList = ({ api, room, takesOrders }: VersionListProps) => {
  const load = useCallback((signal: AbortSignal) => api.versions(room, signal), [api, room])
  const { value, problem, refresh } = usePolled(load, SELDOM_MS)
  const { said, refused, act } = useActing(refresh)
  const heading = useRef<HTMLHeadingElement>(null)
  if (problem?.code === 'not-found') return null
  return (
    <section aria-labelledby="versions">
      <h2 id="versions" ref={heading} tabIndex={-1}>
        Versions
      </h2>
      <PartNews {...{ said, refused, problem }} />
      {takesOrders && (
        <NewVersion onMake={(name) => act(api.makeVersion(room, name), () => 'The version is made.')} />
      )}
      {value?.versions.length === 0 && <p className="empty">There is no version yet.</p>}
      <ul className="parts versions" aria-label="Versions">
        {value?.versions.map((version) => (
          <VersionItem key={version.id} {...{ api, room, takesOrders, version, act, heading }} />
        ))}
      </ul>
    </section>
  )
}

const NewVersion = ({ onMake }: { readonly onMake: (name: string | null) => Promise<boolean> }) => {
  const [name, setName] = useState('')
  const id = useId()
  return (
    <form
      className="row go-to"
      onSubmit={async (event) => {
        event.preventDefault()
        if (await onMake(name.trim() || null)) setName('')
      }}
    >
      <div className="field">
        <label htmlFor={id}>
          Name <span className="optional">(optional)</span>
        </label>
        <input
          id={id}
          autoComplete="off"
          maxLength={200}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </div>
      <button type="submit">Make a version</button>
    </form>
  )
}

const CAUSES = {
  hand: 'made by hand',
  schedule: 'made by the schedule',
  restore: 'made before a restore',
  import: 'made before the document was replaced',
} as const

interface VersionItemProps extends VersionListProps {
  readonly version: Version
  readonly act: Act
  /** What takes the focus when the version is gone. */
  readonly heading: RefObject<HTMLHeadingElement | null>
}

const VersionItem = ({ api, room, takesOrders, version, act, heading }: VersionItemProps) => {
  const { name, cause, atMs, by, bytes } = version
  const time = new Date(atMs).toLocaleString()
  const called = name ?? `the version of ${time}`
  const restore = () =>
    act(api.restoreVersion(room, version), ({ changed }) =>
      changed ? `Restored: ${called}.` : 'The room has that content already.',
    )
  const remove = async () => {
    await act(api.deleteVersion(room, version), () => `Deleted: ${called}.`)
    heading.current?.focus()
  }
  return (
    <li className="part">
      <div className="names">
        <h3>
          <bdi>{name ?? 'No name'}</bdi>
        </h3>
        <p className="hint">
          <time dateTime={new Date(atMs).toISOString()}>{time}</time> · {CAUSES[cause]}
          {by !== null && (
            <>
              {' '}
              by <bdi>{by}</bdi>
            </>
          )}{' '}
          · {bytesOf(bytes)}
        </p>
      </div>
      {takesOrders && (
        <div className="actions">
          <ConfirmedButton action="Restore" label={`Restore ${called}`} isDanger={false} onConfirm={restore}>
            The room gets the content of this version. Everybody stays connected, and what is there now
            becomes a version, too.
          </ConfirmedButton>
          <ConfirmedButton action="Delete" label={`Delete ${called}`} isDanger onConfirm={remove}>
            The version is gone then. The document stays as it is.
          </ConfirmedButton>
        </div>
      )}
    </li>
  )
}
