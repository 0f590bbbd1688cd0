import { useState } from 'react'

/** Runs one thing at a time, and says why it failed. */
export const useAct = () => {
  const [fault, setFault] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const run = async (act: () => Promise<void>) => {
    if (isBusy) return
    setIsBusy(true)
    setFault(null)
    await act().catch((error: unknown) => setFault(error instanceof Error ? error.message : `${error}`))
    setIsBusy(false)
  }
  return [fault, isBusy, run] as const
}
