import { createBadges } from './badges.ts'
import { make, part, say } from './dom.ts'
import { hueOf, type Person } from './person.ts'

interface Row {
  readonly element: HTMLLIElement
  readonly update: (person: Person) => void
}

export interface PeopleList {
  show(people: readonly Person[], ownId: number): void
  clear(): void
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

const createRow = (id: number, own: boolean): Row => {
  const element = make('li', 'person')
  element.style.setProperty('--hue', String(hueOf(id)))
  const swatch = make('span', 'swatch')
  const name = make('bdi', 'name')
  const badges = createBadges()
  element.append(swatch, name)
  if (own) {
    const you = make('span', 'you')
    you.textContent = 'you'
    element.append(you)
  }
  element.append(badges.element)
  return {
    element,
    update: (person) => {
      say(name, person.name)
      name.title = person.name
      badges.update(person)
    },
  }
}

/** Yourself first, the others by name, and by id where names are the same: one order in all windows. */
const inOrder = (people: readonly Person[], ownId: number): Person[] =>
  people.toSorted((a, b) => {
    if (a.id === ownId || b.id === ownId) return a.id === ownId ? -1 : 1
    return a.name.localeCompare(b.name) || a.id - b.id
  })

/** The list of everyone, with how many there are. Rows are kept and moved, so focus and selection survive. */
export const createPeopleList = (root: HTMLElement): PeopleList => {
  const list = part(root, 'ul', HTMLUListElement)
  const summary = part(root, '.count', HTMLElement)
  const alone = part(root, '.alone', HTMLElement)
  const rows = new Map<number, Row>()

  const rowOf = (id: number, own: boolean): Row => {
    const known = rows.get(id)
    if (known !== undefined) return known
    const row = createRow(id, own)
    rows.set(id, row)
    return row
  }

  const removeAllBut = (kept: ReadonlySet<number>): void => {
    for (const [id, row] of rows) {
      if (kept.has(id)) continue
      row.element.remove()
      rows.delete(id)
    }
  }

  return {
    show: (people, ownId) => {
      removeAllBut(new Set(people.map((person) => person.id)))
      inOrder(people, ownId).forEach((person, index) => {
        const row = rowOf(person.id, person.id === ownId)
        row.update(person)
        const there = list.children.item(index)
        if (there !== row.element) list.insertBefore(row.element, there)
      })
      const hands = people.filter((person) => person.hand).length
      const up = hands === 0 ? '' : `, ${count(hands, 'hand', 'hands')} up`
      say(summary, `${count(people.length, 'person', 'people')} here${up}`)
      alone.hidden = people.length !== 1
    },
    clear: () => {
      removeAllBut(new Set())
      summary.textContent = ''
      alone.hidden = true
    },
  }
}
