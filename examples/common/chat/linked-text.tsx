import { Suspense } from 'react'
import { late } from '../page/late.tsx'

interface LinkedTextProps {
  readonly text: string
}

const PlainText = ({ text }: LinkedTextProps) => text

/** What finds links is loaded with the first message that may have one. */
const FoundLinks = late(() => import('./found-links.tsx').then((links) => links.FoundLinks), PlainText)

/** A text with its links; until what finds them is there, the text alone. */
export const LinkedText = ({ text }: LinkedTextProps) =>
  /http/i.test(text) ? (
    <Suspense fallback={text}>
      <FoundLinks text={text} />
    </Suspense>
  ) : (
    text
  )
