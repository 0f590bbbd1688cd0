import { VersionsError } from 'homeroom/versions'
import { useState } from 'react'
import { refusalInWords } from '../words/refusal.ts'

/** Why something failed: what the relay refused, or what this page itself says. */
export const faultInWords = (error: unknown): string => {
  if (error instanceof VersionsError) return refusalInWords(error)
  return error instanceof Error ? error.message : `${error}`
}

/** Runs one thing at a time, and says why it failed. */
export const useAct = () => {
  const [fault, setFault] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const run = async (act: () => Promise<void>) => {
    if (isBusy) return
    setIsBusy(true)
    setFault(null)
    await act().catch((error: unknown) => setFault(faultInWords(error)))
    setIsBusy(false)
  }
  return [fault, isBusy, run] as const
}
