import { useState } from 'react'
import { useAct } from '../versions/use-act.ts'
import { useWords, type Words } from '../words/index.ts'
import { LinkForm } from './invite-link-form.tsx'
import type { RoomLink, RoomLinks } from './invite-links.ts'

/** What a link makes of people, until when, for how many. */
const factsOf = ({ role, expiresAtMs, uses, used, waits }: RoomLink, { invite }: Words): string => {
  const roles: Readonly<Record<string, string>> = invite.roles
  return [
    invite.asRole(roles[role] ?? role),
    expiresAtMs === null ? invite.endless : invite.endsAt(expiresAtMs),
    ...(uses === null ? [] : [invite.left(Math.max(0, uses - (used ?? 0)))]),
    ...(waits ? [invite.waits] : []),
  ].join(invite.comma)
}

interface LinkListProps {
  readonly links: RoomLinks
  readonly onShow: (link: RoomLink) => void
}

/** The links of this room: shown, revoked, and made. */
export const LinkList = ({ links, onShow }: LinkListProps) => {
  const { invite } = useWords()
  const [fault, , run] = useAct()
  return (
    <details className="invite-links">
      <summary>{invite.links(links.all.length)}</summary>
      <ul className="door-list">
        {links.all.map((link) => (
          <LinkItem
            key={link.id}
            link={link}
            onShow={onShow}
            onRevoke={() => run(() => links.revoke(link))}
          />
        ))}
      </ul>
      <p className="error" role="alert">
        {fault}
      </p>
      <LinkForm onMake={async (order) => onShow(await links.make(order))} />
    </details>
  )
}

interface LinkItemProps {
  readonly link: RoomLink
  readonly onShow: (link: RoomLink) => void
  readonly onRevoke: () => void
}

const LinkItem = ({ link, onShow, onRevoke }: LinkItemProps) => {
  const words = useWords()
  const { invite } = words
  const [isSure, setIsSure] = useState(false)
  // The code of a link for hosts is not for a wall.
  const isForTyping = link.code.length < 22
  const name = isForTyping ? link.code : invite.hostLink
  return (
    <li>
      <span className="door-person">
        <span>{name}</span>
        <span className="hint">{factsOf(link, words)}</span>
      </span>
      {isForTyping && (
        <button type="button" aria-label={invite.showLink(name)} onClick={() => onShow(link)}>
          {invite.show}
        </button>
      )}
      <button
        className={isSure ? 'danger' : undefined}
        type="button"
        aria-label={isSure ? undefined : invite.revokeLink(name)}
        onBlur={() => setIsSure(false)}
        onClick={() => (isSure ? onRevoke() : setIsSure(true))}
      >
        {isSure ? invite.revokeSure : invite.revoke}
      </button>
    </li>
  )
}
