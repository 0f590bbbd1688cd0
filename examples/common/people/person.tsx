// How a person is drawn wherever they appear: colour, initials, name, badges.

import { colorOf, initials } from 'homeroom/draw'
import { Hand, Star, StarOff } from 'lucide-react'
import type { CSSProperties } from 'react'
import { upright } from '../words/formats.ts'
import { useWords, type Words } from '../words/index.ts'
import type { Member } from './cast.ts'

/** A person's colour, as a property for the style sheets. It is the same in every window and after a reload. */
export const personStyle = (sitter: string): CSSProperties => {
  const { onLight, onDark } = colorOf(sitter)
  return { '--person': `light-dark(${onLight}, ${onDark})` } as CSSProperties
}

/** A person's initials on their colour. */
export const Token = ({ sitter, name }: { sitter: string; name: string }) => (
  <span className="token" style={personStyle(sitter)} aria-hidden="true">
    {initials(name)}
  </span>
)

/** A name, isolated: a name in a right-to-left script leaves the text around it in order. */
export const Name = ({ children }: { children: string }) => (
  <bdi className="name" title={upright(children)}>
    {upright(children)}
  </bdi>
)

/** Marks a host, wherever their name stands; a small one is the sign alone, for where the name is said in other words. */
export const HostMark = ({ isSmall = false }: { isSmall?: boolean }) => {
  const { host } = useWords().people
  return (
    <span className={isSmall ? 'host-mark small' : 'host-mark'} title={host}>
      <Star />
      {isSmall ? '' : host}
    </span>
  )
}

/** Marks somebody who has the name of a host and is none; a small one is the sign alone. */
export const NotHostMark = ({ isSmall = false }: { isSmall?: boolean }) => {
  const { notHost } = useWords().people
  return isSmall ? (
    <span className="host-mark small not-host" title={notHost}>
      <StarOff />
    </span>
  ) : (
    <span className="chip not-host">{notHost}</span>
  )
}

/** An emoji's name, if this page has a better one than screen readers have. */
export const emojiInWords = (emoji: string, { people }: Words): string =>
  emoji === '👍' ? people.thumbsUp : emoji

/** The emoji and the raised hand that a person shows. */
export const Badges = ({ member: { emoji, hand } }: { member: Pick<Member, 'emoji' | 'hand'> }) => {
  const words = useWords()
  return emoji === '' && !hand ? null : (
    <span className="badges">
      {emoji !== '' && (
        <span key={emoji} className="badge" role="img" aria-label={emojiInWords(emoji, words)}>
          {emoji}
        </span>
      )}
      {hand && (
        <span className="badge hand" role="img" aria-label={words.people.handRaised}>
          <Hand />
        </span>
      )}
    </span>
  )
}
