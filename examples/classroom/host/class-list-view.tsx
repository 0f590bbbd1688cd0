import { Ellipsis } from 'lucide-react'
import type { Compared } from '../../common/class-list/class-list.ts'
import { Name, Token } from '../../common/people/person.tsx'
import { useLanguage, useWords } from '../../common/words/index.ts'
import { useNotHereWords } from '../../common/words/not-here.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import { AssignButton } from './assign-dialog.tsx'
import type { SomebodyHere } from './use-here.ts'

interface ClassListViewProps {
  /** How many names the list has. */
  readonly count: number
  readonly result: Compared<SomebodyHere>
}

/** What a comparison with the class list says: the names that are missing, and the people who are not on it. */
export const ClassListView = ({ count, result }: ClassListViewProps) => {
  const { present, missing, others, perhaps } = result
  const words = useNotHereWords()
  return (
    <>
      <p className="hint" role="status">
        {missing.length === 0 ? words.allHere(count) : words.someHere(present.size, count)}
      </p>
      {missing.length > 0 && (
        <ul aria-label={words.missing}>
          {missing.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two children of a class may have one name
            <li key={`${name} ${index}`} className="person">
              <Token sitter={`name:${name}`} name={name} />
              <Name>{name}</Name>
              <Perhaps names={perhaps.flatMap(([missed, { shown }]) => (missed === name ? [shown] : []))} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <>
          <p className="hint">{words.others}</p>
          <ul aria-label={words.others}>
            {others.map((person) => (
              <Other
                key={person.key}
                person={person}
                missing={missing}
                perhaps={perhaps.flatMap(([name, { key }]) => (key === person.key ? [name] : []))}
              />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** Names of which one may be meant. Two of the same name are said once. */
const Perhaps = ({ names }: { readonly names: readonly string[] }) => {
  const words = useNotHereWords()
  const any = new Intl.ListFormat(useLanguage(), { type: 'disjunction' })
  if (names.length === 0) return null
  return <span className="person-state perhaps">{words.perhaps(any.format(new Set(names)))}</span>
}

interface OtherProps {
  readonly person: SomebodyHere
  readonly missing: readonly string[]
  readonly perhaps: readonly string[]
}

/** Somebody who may have another name, or be in the wrong room: their menu is at hand. */
const Other = ({ person: { key, clientIds, shown }, missing, perhaps }: OtherProps) => {
  const { crowd } = useClassroom()
  const { people } = useWords()
  return (
    <li className="person">
      <Token sitter={key} name={shown} />
      <Name>{shown}</Name>
      <Perhaps names={perhaps} />
      <AssignButton personKey={key} missing={missing} perhaps={perhaps} />
      <button
        className="quiet icon manage"
        type="button"
        aria-label={people.manage(shown)}
        aria-haspopup="dialog"
        onClick={() => crowd.managed.set({ key, clientIds })}
      >
        <Ellipsis />
      </button>
    </li>
  )
}
