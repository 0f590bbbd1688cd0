// Where this person is: in the lobby, in front of a room, or in one.

import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Asked, type Kind, showRoomInAddress, stopAutojoin } from '../../common/page/address.ts'
import { enterRoomEntry, forgetRoomEntry, onHistory } from '../../common/page/history.ts'
import { codeIn, createPass, type Entered, enter, type Pass } from '../../common/page/pass.ts'
import { inBrowser } from '../../common/page/storage.ts'
import {
  type AtTheDoor,
  lastVisit,
  lastWaiting,
  rememberVisit,
  rememberWaiting,
  type Visit,
} from '../../common/page/tab.ts'
import type { Refused } from '../../common/words/refusal.ts'
import { readRoomName, rememberSpelling } from './room-name.ts'

/** The room to join without asking: the address says so, or this tab was in it before a reload. */
const firstVisit = ({ kind, room, name, token, code, autojoin }: Asked): Visit | null => {
  if (code !== null || lastWaiting() !== null) return null
  const last = lastVisit()
  const asked = readRoomName(room)
  if (!asked.ok) return null
  const isReload = last !== null && last.room === asked.room
  if (!autojoin && !isReload) return null
  return {
    kind,
    room: asked.room,
    name: name ?? (isReload ? last.name : (inBrowser.read('name') ?? '')),
    token: token ?? (isReload ? last.token : null),
    code: token === null && isReload ? last.code : null,
    isBack: isReload,
  }
}

/** What stands in the form of the lobby. */
type Last = Pick<Visit, 'kind' | 'room' | 'name' | 'code'>

/** What stands there at first, as the address says, or as this browser was called last. */
const firstLast = ({ kind, room, name }: Asked): Last => ({
  ...{ kind, room, code: null },
  name: name ?? inBrowser.read('name') ?? '',
})

type Where =
  | { readonly in: 'lobby'; readonly complaint: Refused | null }
  | { readonly in: 'door'; readonly waiting: AtTheDoor }
  | { readonly in: 'room'; readonly visit: Visit }

const LOBBY: Where = { in: 'lobby', complaint: null }

const firstWhere = (asked: Asked): Where => {
  const visit = firstVisit(asked)
  if (visit !== null) return { in: 'room', visit }
  const waiting = asked.code === null ? lastWaiting() : null
  return waiting === null ? LOBBY : { in: 'door', waiting }
}

/** Where a person with a code goes, as the relay has answered. */
const whereOf = (
  entered: Entered,
  { kind, code, name }: Pick<AtTheDoor, 'kind' | 'code' | 'name'>,
): Where => {
  if (entered.kind === 'in')
    return { in: 'room', visit: { kind, room: entered.room, name, token: entered.token, code } }
  if (entered.kind === 'waits') return { in: 'door', waiting: { kind, code, name, room: entered.room } }
  return { in: 'lobby', complaint: entered.why }
}

/** The tab and the address say where this person is, for a reload. */
const useRemembered = (where: Where): void => {
  useEffect(() => {
    rememberWaiting(where.in === 'door' ? where.waiting : null)
    rememberVisit(where.in === 'room' ? where.visit : null)
    if (where.in !== 'room') {
      document.title = 'homeroom'
      forgetRoomEntry()
      return
    }
    const { kind, room } = where.visit
    document.title = `${room} · homeroom`
    enterRoomEntry()
    showRoomInAddress(kind, room)
    rememberSpelling(room)
  }, [where])
}

const usePassOf = (where: Where, onOutside: (entered: Entered, visit: Visit) => void): Pass | null => {
  const visit = where.in === 'room' ? where.visit : null
  return useMemo(() => visit && createPass(visit, (entered) => onOutside(entered, visit)), [visit, onOutside])
}

/** Where this person is, and what brings them elsewhere. */
export const useVisit = (asked: Asked) => {
  const [where, setWhere] = useState(() => firstWhere(asked))
  const [last, setLast] = useState(() => firstLast(asked))
  /** Of the link in the address; it is looked at once, so that another one can be typed. */
  const [code, setCode] = useState(asked.code)
  /** The visit that has ended, by Leave or by Back. */
  const [left, setLeft] = useState<Visit | null>(null)
  const onOutside = useCallback(
    (entered: Entered, { kind, code, name }: Visit) =>
      setWhere(code === null ? LOBBY : whereOf(entered, { kind, code, name })),
    [],
  )
  const pass = usePassOf(where, onOutside)
  useRemembered(where)
  // Forward, after Back: into the room again.
  useEffect(
    () => onHistory((isInRoom) => isInRoom && left !== null && setWhere({ in: 'room', visit: left })),
    [left],
  )

  const goBack = (from: Last, to: Where = LOBBY) => {
    setLast(from)
    setWhere(to)
  }
  return {
    ...{ where, pass, last, isInvited: code !== null },

    join: async (kind: Kind, typed: string, name: string): Promise<void> => {
      inBrowser.write('name', name)
      // The same refusal is said again.
      setWhere(LOBBY)
      const asCode = code ?? codeIn(typed) ?? (typed === last.room ? last.code : null)
      // The token came with the address, which no longer has it; it lives as long as the page.
      if (asCode === null)
        return setWhere({ in: 'room', visit: { kind, room: typed, name, token: asked.token, code: null } })
      const entered = await enter(asCode, name)
      setCode(null)
      setWhere(whereOf(entered, { kind, code: asCode, name }))
    },
    /** A person who waited comes in, or does not. */
    settle: (entered: Entered, waiting: AtTheDoor) => goBack(waiting, whereOf(entered, waiting)),
    /** A person who waits says another name. */
    rename: (waiting: AtTheDoor, name: string) => {
      inBrowser.write('name', name)
      setWhere({ in: 'door', waiting: { ...waiting, name } })
    },
    cancel: (waiting: AtTheDoor) => goBack(waiting),
    /** The relay lets nobody into the room without a code or a link: the lobby asks for it, in a field that is free for the code. */
    turnBack: (visit: Visit, why: Refused) => {
      stopAutojoin()
      goBack({ ...visit, room: '' }, { in: 'lobby', complaint: why })
    },
    leave: (visit: Visit) => {
      stopAutojoin()
      showRoomInAddress(visit.kind, visit.room)
      setLeft(visit)
      goBack(visit)
    },
  }
}
