import { useEffect } from 'react'
import type { Problem } from './api.ts'

/** What another token or secret may help against. */
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

/** Tells where the relay turns this page away for who it is. */
export const useRefused = (problem: Problem | null, onRefused: (problem: Problem) => void): void => {
  useEffect(() => {
    if (problem !== null && BY_CREDENTIAL.includes(problem.code)) onRefused(problem)
  }, [problem, onRefused])
}
