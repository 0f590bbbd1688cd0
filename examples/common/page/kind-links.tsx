import { useWords } from '../words/index.ts'
import { KINDS, type Kind, roomUrl } from './address.ts'
import { KIND_SIGNS } from './kind-signs.ts'
import { moveOn } from './move-on.ts'

/** Links to the same room as something else. This tab goes there, as the person who it is. */
export const KindLinks = ({ room, shown }: { readonly room: string; readonly shown: Kind }) => {
  const { places } = useWords()
  return (
    <nav className="kind-links" aria-label={places.title}>
      {KINDS.filter((kind) => kind !== shown).map((kind) => {
        const Sign = KIND_SIGNS[kind]
        return (
          <a
            key={kind}
            href={roomUrl(kind, room).href}
            onClick={moveOn}
            aria-label={places.openAs[kind]}
            title={places.about[kind]}
          >
            <Sign /> <span className="button-label">{places.kinds[kind]}</span>
          </a>
        )
      })}
    </nav>
  )
}
