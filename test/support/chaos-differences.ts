import { isDeepStrictEqual } from 'node:util'
import type * as Y from 'yjs'
import type { ChaosPerson } from './chaos-person.ts'

const contentOf = (doc: Y.Doc) => [
  doc.getText('text').toString(),
  doc.getMap('marks').toJSON(),
  doc.store.pendingStructs === null,
]

export const isSameContent = (one: Y.Doc, other: Y.Doc): boolean =>
  isDeepStrictEqual(contentOf(one), contentOf(other))

/** In what these people are not at one, in words; nothing where everything is the same for all. */
export const differencesOf = (people: readonly ChaosPerson[]): string[] => {
  const [first] = people as [ChaosPerson]
  return [...people.flatMap((person) => differencesFrom(first, person)), ...differentViews(people)]
}

const handsOf = ({ own }: ChaosPerson) => own?.room.hands.get().map(({ name }) => name)

const differencesFrom = (first: ChaosPerson, person: ChaosPerson): string[] => {
  const { name, own, isThere } = person
  const found = isThere ? [] : [`${name} is not there: ${person.standing}`]
  if (!isSameContent(person.doc, first.doc)) found.push(`${name} has another document than ${first.name}`)
  if (own === null) return found
  const pairs = [
    ['saved', own.room.saved.get().state, 'saved'],
    ['rules', own.room.rules.get(), first.own?.room.rules.get()],
    ['hands', handsOf(person), handsOf(first)],
  ] as const
  for (const [what, has, wanted] of pairs)
    if (!isDeepStrictEqual(has, wanted))
      found.push(`${name}: ${what} ${JSON.stringify(has)}, not ${JSON.stringify(wanted)}`)
  return found
}

/** Each sees exactly the others, where they say that they are, and all see the same of one. */
const differentViews = (people: readonly ChaosPerson[]): string[] => {
  const found: string[] = []
  const views = people.map((person) => ({ person, others: person.others }))
  const there = new Map(people.map(({ clientId, name }) => [clientId, name]))
  for (const { person, others } of views) {
    for (const [clientId, { name }] of others)
      if (!there.has(clientId)) found.push(`${person.name} sees ${name}, who is not there`)
    for (const [clientId, name] of there)
      if (clientId !== person.clientId && !others.has(clientId))
        found.push(`${person.name} does not see ${name}`)
  }
  for (const { name, clientId, place } of people) {
    const [first, ...rest] = views
      .map(({ others }) => others.get(clientId))
      .filter((seen) => seen !== undefined)
    for (const other of rest)
      if (!isDeepStrictEqual(other, first))
        found.push(`${name} is seen as ${JSON.stringify(other)} and as ${JSON.stringify(first)}`)
    if (first !== undefined && !isDeepStrictEqual({ x: first.x, y: first.y }, place))
      found.push(`${name} is seen as ${JSON.stringify(first)}, and is at ${JSON.stringify(place)}`)
  }
  return found
}
