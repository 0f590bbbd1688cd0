import { tokenize } from 'linkifyjs'
import { useWords } from '../words/index.ts'

/** An address that says by which protocol: what only looks like one, such as a file's name, stays text. */
const ADDRESS = /^https?:\/\//i

/** A text with its links, which open in another tab and learn nothing of the room. */
export const FoundLinks = ({ text }: { text: string }) => {
  const words = useWords().chat
  let at = 0
  return tokenize(text).map((token) => {
    const shown = token.toString()
    const key = at
    at += shown.length
    if (!token.isLink || !ADDRESS.test(shown)) return shown
    return (
      <a key={key} href={token.toHref('https')} target="_blank" rel="noopener noreferrer">
        {shown}
        <span className="unseen"> {words.opensInNewTab}</span>
      </a>
    )
  })
}
