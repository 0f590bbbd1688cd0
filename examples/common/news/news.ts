import type { ReadonlyStore } from 'homeroom/client'
import { createValue } from '../page/value.ts'
import { words } from '../words/index.ts'

type NewsKind = 'joined' | 'left' | 'seat' | 'hand' | 'chat' | 'reaction' | 'room' | 'own'

/** Something that happened. Screen readers speak all of it; what the page does not show elsewhere is a toast as well. */
export interface NewsItem {
  readonly id: number
  readonly kind: NewsKind
  readonly text: string
  /** The people who came or went, in order: several at once share one item. */
  readonly names: readonly string[]
}

export interface News {
  readonly toasts: ReadonlyStore<readonly NewsItem[]>
  readonly spoken: ReadonlyStore<readonly NewsItem[]>
  /** Shows and speaks a text. */
  toast(kind: NewsKind, text: string): void
  came(name: string): void
  went(name: string): void
  /** Speaks a text that the page shows already; gives what takes it back. */
  say(kind: NewsKind, text: string): () => void
  dismiss(id: number): void
}

const MOST_TOASTS = 4
const MOST_SPOKEN = 6

export const createNews = (): News => {
  const toasts = createValue<readonly NewsItem[]>([])
  const spoken = createValue<readonly NewsItem[]>([])
  let count = 0

  const add = (item: Omit<NewsItem, 'id'>, without: number | null = null) => {
    const next = { ...item, id: ++count }
    const others = toasts.get().filter(({ id }) => id !== without)
    toasts.set([...others, next].slice(-MOST_TOASTS))
  }

  /** Of reactions only the last line is there: they push no hand and no message away. */
  const speak = (kind: NewsKind, text: string) => {
    const others = spoken.get().filter((item) => kind !== 'reaction' || item.kind !== kind)
    const item = { id: ++count, kind, text, names: [] }
    spoken.set([...others, item].slice(-MOST_SPOKEN))
    return () => spoken.set(spoken.get().filter((one) => one !== item))
  }

  /** A whole class that joins at once is one toast. */
  const passed = (kind: 'joined' | 'left', name: string) => {
    const same = toasts.get().find((toast) => toast.kind === kind)
    const names = [...(same?.names ?? []), name]
    add({ kind, names, text: words().news[kind](names) }, same?.id)
    speak(kind, words().news[kind]([name]))
  }

  return {
    toasts,
    spoken,
    toast(kind, text) {
      add({ kind, text, names: [] })
      speak(kind, text)
    },
    came: (name) => passed('joined', name),
    went: (name) => passed('left', name),
    say: speak,
    dismiss: (id) => toasts.set(toasts.get().filter((toast) => toast.id !== id)),
  }
}
