import { useEffect } from 'react'
import type { Problem } from './api.ts'

/** The refusals that another token or secret may lift. */
const BY_CREDENTIAL: readonly string[] = [
  'bad-subject',
  'bad-claims',
  'token-missing',
  'token-bad',
  'token-expired',
  'token-revoked',
  'room-forbidden',
  'role-forbidden',
  'origin-forbidden',
]

/** Calls `onRefused` if the relay refuses this page's token or secret. */
export const useRefused = (problem: Problem | null, onRefused: (problem: Problem) => void): void => {
  useEffect(() => {
    if (problem !== null && BY_CREDENTIAL.includes(problem.code)) onRefused(problem)
  }, [problem, onRefused])
}
