import { colorOf, initials } from 'homeroom/client'
import type { CSSProperties } from 'react'
import type { Member } from './cast.ts'

/** The person's colour as a property of the style sheets; the same in every window and after a reload. */
export const personStyle = (sitter: string): CSSProperties => {
  const { onLight, onDark } = colorOf(sitter)
  return { '--person': `light-dark(${onLight}, ${onDark})` } as CSSProperties
}

/** A person's sign: their initials on their colour. */
export const Token = ({ sitter, name }: { sitter: string; name: string }) => (
  <span className="token" style={personStyle(sitter)} aria-hidden="true">
    {initials(name)}
  </span>
)

/** Names in any script stand beside each other without changing their order. */
export const Name = ({ children }: { children: string }) => (
  <bdi className="name" title={children}>
    {children}
  </bdi>
)

/** What an emoji is called, where this page knows it better than a screen reader. */
export const emojiInWords = (emoji: string): string => (emoji === '👍' ? 'thumbs up' : emoji)

/** 👍 ✋ and whatever else somebody shows. */
export const Badges = ({ member: { emoji, hand } }: { member: Pick<Member, 'emoji' | 'hand'> }) =>
  emoji === '' && !hand ? null : (
    <span className="badges">
      {emoji !== '' && (
        <span key={emoji} className="badge" role="img" aria-label={emojiInWords(emoji)}>
          {emoji}
        </span>
      )}
      {hand && (
        <span className="badge hand" role="img" aria-label="hand raised">
          ✋
        </span>
      )}
    </span>
  )
