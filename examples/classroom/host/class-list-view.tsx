import { Ellipsis } from 'lucide-react'
import { Name, Token } from '../../common/people/person.tsx'
import { useWords } from '../../common/words/index.ts'
import { useNotHereWords } from '../../common/words/not-here.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import type { Compared } from './class-list.ts'
import type { SomebodyHere } from './use-here.ts'

interface ClassListViewProps {
  /** How many names the list has. */
  readonly count: number
  readonly result: Compared<SomebodyHere>
}

/** What a comparison with the class list says: the names that are missing, and the people who are not on it. */
export const ClassListView = ({ count, result: { present, missing, others } }: ClassListViewProps) => {
  const words = useNotHereWords()
  return (
    <>
      <p className="hint" role="status">
        {missing.length === 0 ? words.allHere(count) : words.someHere(present, count)}
      </p>
      {missing.length > 0 && (
        <ul aria-label={words.missing}>
          {missing.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two children of a class may have one name
            <li key={`${name} ${index}`} className="person">
              <Token sitter={`name:${name}`} name={name} />
              <Name>{name}</Name>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <>
          <p className="hint">{words.others}</p>
          <ul aria-label={words.others}>
            {others.map((person) => (
              <Other key={person.key} person={person} />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** Somebody who may have another name, or be in the wrong room: their menu is at hand. */
const Other = ({ person: { key, clientIds, shown } }: { readonly person: SomebodyHere }) => {
  const { crowd } = useClassroom()
  const { people } = useWords()
  return (
    <li className="person">
      <Token sitter={key} name={shown} />
      <Name>{shown}</Name>
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
