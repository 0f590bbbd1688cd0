import type { Pupil } from './lesson.ts'
import { until } from './until.ts'

/** What a raw client hears of the chat. */
interface Told {
  readonly id: string
  readonly text: string
  readonly to: string
  readonly ref?: string
}

const messages = (pupil: Pupil) =>
  pupil.heard().flatMap(({ kind, data, identity }) => {
    const told = data as Told & { refused?: string }
    return kind === 'chat' && told.refused === undefined ? [{ ...told, by: identity }] : []
  })

export const texts = (pupil: Pupil) => messages(pupil).map(({ text }) => text)

export const hearsText = (pupil: Pupil, text: string) =>
  until(() => messages(pupil).find((message) => message.text === text), `hears ${text}`)

export const refusals = (pupil: Pupil) =>
  pupil.heard().flatMap(({ kind, data }) => {
    const { ref, refused } = data as { ref?: string; refused?: string }
    return kind === 'chat' && refused !== undefined ? [[ref, refused]] : []
  })

interface Page {
  readonly ref: string
  readonly before: string | null
  readonly messages: readonly (Told & { readonly from: object; readonly atMs: number })[]
  readonly paused: boolean
  readonly muted: boolean
  readonly mutedIds?: readonly string[]
}

let questions = 0

export const historyOf = async (pupil: Pupil, asked: object = {}): Promise<Page> => {
  questions += 1
  const ref = `question ${questions}`
  pupil.signal('chat-history', { ...asked, ref })
  const answer = () =>
    pupil
      .heard()
      .map(({ kind, data }) => (kind === 'chat-history' ? (data as Page | null) : null))
      .find((page) => page?.ref === ref)
  return until(answer, 'the history comes') as Promise<Page>
}
