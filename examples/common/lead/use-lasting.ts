import { useEffect, useState } from 'react'

/** What has not changed for so long lasts, in ms. */
const LASTING_MS = 1_000

/** A text once it lasts, and the one before until then: what comes and goes while people are on their way is not shown. Null before the first. */
export const useLasting = (text: string): string | null => {
  const [shown, setShown] = useState<string | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setShown(text), LASTING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return shown
}
