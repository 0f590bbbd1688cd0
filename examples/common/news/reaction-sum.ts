// Puts the reactions of many people into one line.

import type { Reaction, ReadonlyStore } from 'homeroom/client'

/** What people have reacted with since the last line. */
export interface ReactionSum {
  /** How many people: somebody with three emojis is one. */
  readonly count: number
  /** One of them, the first whose name is known. The key is null where it is not known whose name it is. */
  readonly first: { readonly person: string | null; readonly name: string } | null
  /** Those of most people, the most frequent first. */
  readonly emojis: readonly string[]
}

/** A class that never rests is told of at most this often, in ms. */
const LONGEST_MS = 15_000

const MOST_EMOJIS = 3

/**
 * Calls `tell` once nobody's reaction is shown any more, or after 15 s of reactions without a pause. A line for each person
 * would keep a screen reader from everything else.
 */
export const sumReactions = (
  reactions: Pick<ReadonlyStore<readonly Reaction[]>, 'subscribe'>,
  tell: (sum: ReactionSum) => void,
  nowMs: () => number,
): (() => void) => {
  let sinceMs: number | null = null
  let first: ReactionSum['first'] = null
  const keysByEmoji = new Map<string, Set<string>>()
  // What is still shown has been told of, until somebody sends it again.
  let told = new Map<string, number>()

  const take = ({ emoji, keys, names, lastAtMs }: Reaction) => {
    if (lastAtMs <= (told.get(emoji) ?? Number.NEGATIVE_INFINITY)) return
    const [name] = names
    // The name is that of the key where each of them has one.
    const person = keys.length === names.length ? (keys[0] ?? null) : null
    if (name !== undefined) first ??= { person, name }
    keysByEmoji.set(emoji, new Set([...(keysByEmoji.get(emoji) ?? []), ...keys]))
  }

  const finish = (shown: readonly Reaction[]) => {
    const emojis = [...keysByEmoji].toSorted(([, one], [, other]) => other.size - one.size)
    const people = new Set([...keysByEmoji.values()].flatMap((keys) => [...keys]))
    const sum = { count: people.size, first, emojis: emojis.slice(0, MOST_EMOJIS).map(([emoji]) => emoji) }
    told = new Map(shown.map(({ emoji, lastAtMs }) => [emoji, lastAtMs]))
    sinceMs = null
    first = null
    keysByEmoji.clear()
    tell(sum)
  }

  return reactions.subscribe((shown) => {
    for (const reaction of shown) take(reaction)
    if (keysByEmoji.size === 0) return
    sinceMs ??= nowMs()
    if (shown.length === 0 || nowMs() - sinceMs >= LONGEST_MS) finish(shown)
  })
}
