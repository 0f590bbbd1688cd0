import { useState } from 'react'
import { mayGetName } from '../../common/given-name/name-form.tsx'
import { Dialog } from '../../common/page/dialog.tsx'
import { useGivenNameWords } from '../../common/words/given-name.ts'
import { useNotHereWords } from '../../common/words/not-here.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'

interface AssignButtonProps {
  readonly personKey: string
  /** The names of the list that nobody here has. */
  readonly missing: readonly string[]
  /** Those of them that this person may be. */
  readonly perhaps: readonly string[]
}

/**
 * Says which name of the list a person has, by giving them that name: their browser keeps it, everyone sees it, and the attendance has it.
 * A person whose token says a name has no such button, and nobody of a crowd who is out of sight.
 */
export const AssignButton = ({ personKey, missing, perhaps }: AssignButtonProps) => {
  const { cast, moderation } = useClassroom()
  const { members } = useReadable(cast)
  const words = useNotHereWords()
  const { says } = useGivenNameWords()
  const [isOpen, setIsOpen] = useState(false)
  const member = members.find(({ key }) => key === personKey)
  if (member === undefined || missing.length === 0 || !mayGetName(member)) return null

  const close = () => setIsOpen(false)
  return (
    <>
      <button
        className="small"
        type="button"
        aria-label={words.thisIsOne(member.name)}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        {words.thisIs}
      </button>
      {isOpen && (
        <Dialog title={words.thisIsOne(member.name)} onClose={close}>
          <p className="hint">{says}</p>
          <ul className="class-list-names" aria-label={words.missing}>
            {[...new Set([...perhaps, ...missing])].map((name) => (
              <li key={name}>
                <button
                  type="button"
                  onClick={() => {
                    moderation.giveName(member, name)
                    close()
                  }}
                >
                  <bdi>{name}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  )
}
