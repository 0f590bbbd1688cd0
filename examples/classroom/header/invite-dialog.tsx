import { useRef, useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { useJoinLink } from './join-link.ts'
import { Poster } from './poster.tsx'

/** Copies with the clipboard API, or, on pages over plain http, which have none, with the selection. */
const copy = async (input: HTMLInputElement): Promise<boolean> => {
  input.select()
  if (navigator.clipboard === undefined) return document.execCommand('copy')
  return navigator.clipboard.writeText(input.value).then(
    () => true,
    () => document.execCommand('copy'),
  )
}

/** Names of this machine that lead nowhere on another one. */
const LOOPBACK = /^(localhost|127\..*|\[::1\])$/

/** What those who open the link will lack. */
const Limits = ({ url }: { url: string }) => {
  const { hostname, protocol } = new URL(url)
  if (LOOPBACK.test(hostname))
    return (
      <p className="hint limits">
        This link works on this machine only. Start the relay with “homeroom class” or “--lan” for others in
        your network.
      </p>
    )
  if (protocol === 'https:') return null
  return (
    <p className="hint limits">
      Everyone has to be in the network of this machine. Over http the page can neither be installed nor
      opened without a network.
    </p>
  )
}

export const InviteDialog = ({ room, onClose }: { room: string; onClose: () => void }) => {
  const input = useRef<HTMLInputElement>(null)
  const [outcome, setOutcome] = useState('')
  const link = useJoinLink(room)
  return (
    <Dialog title="Invite people" onClose={onClose}>
      <p className="hint">Whoever opens this link meets you here.</p>
      {link !== null && <Limits url={link.url} />}
      <div className="row">
        <label className="field">
          <span className="unseen">Link to this room</span>
          <input ref={input} readOnly value={link?.url ?? ''} onFocus={({ target }) => target.select()} />
        </label>
        <button
          className="primary"
          type="button"
          onClick={async () => {
            if (input.current === null) return
            setOutcome((await copy(input.current)) ? 'Copied.' : 'Press Ctrl+C to copy the selected link.')
          }}
        >
          Copy
        </button>
      </div>
      <output className="hint">{outcome}</output>
      {link !== null && <Poster {...link} />}
    </Dialog>
  )
}
