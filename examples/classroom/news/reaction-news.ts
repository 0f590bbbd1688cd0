import type { Room } from 'homeroom/client'
import type { News } from './news.ts'

/**
 * Tells of reactions to who does not see them: who began with an emoji, and how many it were in the end. What comes
 * between is on the page. Gives what ends that.
 */
export const reportReactions = ({ reactions }: Pick<Room, 'reactions'>, news: News): (() => void) => {
  const mostByEmoji = new Map<string, number>()
  return reactions.subscribe((shown) => {
    const emojis = new Set(shown.map(({ emoji }) => emoji))
    for (const { emoji, count, names } of shown) {
      const most = mostByEmoji.get(emoji)
      if (most === undefined && names[0] !== undefined) news.say('room', `${names[0]} reacts with ${emoji}`)
      mostByEmoji.set(emoji, Math.max(most ?? 0, count))
    }
    for (const [emoji, most] of mostByEmoji) {
      if (emojis.has(emoji)) continue
      mostByEmoji.delete(emoji)
      if (most > 1) news.say('room', `${most} people reacted with ${emoji}`)
    }
  })
}
