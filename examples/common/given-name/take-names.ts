// A host gives a name to somebody who has none, or a silly one. The relay knows no such order: it is a signal to that person's page, which takes the name
// over as if they had typed it.

import type { Room } from 'homeroom/client'
import { GIVE_NAME } from '../host/moderation.ts'
import type { News } from '../news/news.ts'
import { cutGraphemes } from '../page/graphemes.ts'
import { NAME_GRAPHEMES } from '../page/name-field.tsx'
import { rename } from '../settings/rename.ts'
import { givenNameWords } from '../words/given-name.ts'

/** What would change the text around a name; the relay takes it out of every name. */
const HARMFUL = /[\p{Cc}\u2028\u2029]/gu

/** A name as the relay lets everybody see it; empty where it is none. */
export const tidyName = (name: unknown): string =>
  typeof name === 'string' ? cutGraphemes(name.replace(HARMFUL, '').trim(), NAME_GRAPHEMES).trim() : ''

interface TakeNamesOptions {
  readonly room: Pick<Room, 'self' | 'signals' | 'welcome'>
  readonly news: News
}

/** Takes over the names that hosts give this person, and says so, until the returned function is called. */
export const takeNames = ({ room, news }: TakeNamesOptions): (() => void) =>
  room.signals.on(GIVE_NAME, ({ data, from }) => {
    const name = tidyName(data)
    // The relay vouches for the sender's rights; anybody else may send such a signal, too.
    if (name === '' || (from.rights ?? from.role) !== 'host') return
    // A token says that this person has this name.
    if (room.welcome.get()?.identity.name !== null) return
    rename(room, name)
    news.toast('own', givenNameWords().taken(name))
  })
