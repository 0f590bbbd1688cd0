import { useRef, useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { EveryoneWaits } from '../waiting/everyone-waits.tsx'
import { useWaitingRoom } from '../waiting/waiting-context.tsx'
import { useWords } from '../words/index.ts'
import { LinkList } from './invite-link-list.tsx'
import { linkForAll, shown, usePlainLink, useRoomLinks } from './invite-links.ts'
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
  const { invite } = useWords()
  const { hostname, protocol } = new URL(url)
  if (LOOPBACK.test(hostname)) return <p className="line limits">{invite.thisMachineOnly}</p>
  if (protocol === 'https:') return null
  return <p className="hint limits">{invite.thisNetworkOnly}</p>
}

/** The link to this room as text, to be copied. */
const LinkField = ({ url }: { url: string }) => {
  const { invite } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [outcome, setOutcome] = useState('')
  return (
    <>
      <div className="row">
        <label className="field">
          <span className="unseen">{invite.link}</span>
          <input ref={input} readOnly value={url} onFocus={({ target }) => target.select()} />
        </label>
        <button
          className="primary"
          type="button"
          onClick={async () => {
            if (input.current !== null)
              setOutcome((await copy(input.current)) ? invite.copied : invite.copyByHand)
          }}
        >
          {invite.copy}
        </button>
      </div>
      <output className="hint">{outcome}</output>
    </>
  )
}

/** Brings others into this room; hosts see its links. */
export const InviteDialog = ({ room, onClose }: { room: string; onClose: () => void }) => {
  const { invite } = useWords()
  const plain = usePlainLink(room)
  const links = useRoomLinks(room)
  const [shownId, setShownId] = useState<string | null>(null)
  const everyone = useWaitingRoom()?.everyone === true
  const own = links === null || links === 'none' ? null : links
  const chosen = own === null ? null : (own.all.find(({ id }) => id === shownId) ?? linkForAll(own))
  const of = chosen === null ? null : shown(chosen)
  const link = links === 'none' ? plain : of
  return (
    <Dialog title={invite.title} onClose={onClose}>
      {own !== null && chosen === null ? (
        <p className="hint">{invite.noLink}</p>
      ) : (
        <p className="hint">{everyone || chosen?.waits === true ? invite.waitsHint : invite.hint}</p>
      )}
      {link !== null && <Limits url={link.url} />}
      <LinkField key={link?.url} url={link?.url ?? ''} />
      {link !== null && <Poster {...link} />}
      <EveryoneWaits />
      {own !== null && <LinkList links={own} onShow={({ id }) => setShownId(id)} />}
    </Dialog>
  )
}
