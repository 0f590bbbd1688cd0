import { useRef, useState } from 'react'
import { inviteLink } from '../page/address.ts'
import { Dialog } from '../page/dialog.tsx'
import { QrCode } from './qr-code.tsx'

/** Copies with the clipboard API, or, on pages over plain http, which have none, with the selection. */
const copy = async (input: HTMLInputElement): Promise<boolean> => {
  input.select()
  if (navigator.clipboard === undefined) return document.execCommand('copy')
  return navigator.clipboard.writeText(input.value).then(
    () => true,
    () => document.execCommand('copy'),
  )
}

export const InviteDialog = ({ room, onClose }: { room: string; onClose: () => void }) => {
  const input = useRef<HTMLInputElement>(null)
  const [outcome, setOutcome] = useState('')
  const link = inviteLink(room)
  return (
    <Dialog title="Invite people" onClose={onClose}>
      <p className="hint">Whoever opens this link meets you here.</p>
      <div className="row">
        <label className="field">
          <span className="unseen">Link to this room</span>
          <input ref={input} readOnly value={link} onFocus={({ target }) => target.select()} />
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
      <QrCode text={link} label="QR code of the link to this room" />
    </Dialog>
  )
}
