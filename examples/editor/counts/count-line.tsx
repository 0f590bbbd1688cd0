import { useReadable } from 'homeroom/react'
import { type ReactNode, useDeferredValue, useMemo } from 'react'
import { useLanguage, useWords } from '../../common/words/index.ts'
import type { DocumentState } from '../document-state.ts'
import { countText } from './count-text.ts'

/** How much there is in the editor that had the focus last, and how much of it is selected. */
export const CountLine = ({ state, children }: { state: DocumentState; children: ReactNode }) => {
  const place = useReadable(state.active)
  // A long text is counted when there is time for it.
  const revision = useDeferredValue(useReadable(state.revision))
  useReadable(state.prose)
  useReadable(state.code)
  const language = useLanguage()
  const { editor } = useWords()
  const surface = state.surface(place)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is another one with each revision
  const { all, selected } = useMemo(() => {
    const texts = surface?.texts() ?? { all: '', selected: '' }
    return { all: countText(texts.all, language), selected: countText(texts.selected, language) }
  }, [surface, language, revision])
  const isSelected = selected.characters > 0
  return (
    <div className="document-counts">
      <span className="counted">{place === 'prose' ? editor.prose : editor.code}</span>
      <span>{isSelected ? editor.wordsOf(selected.words, all.words) : editor.words(all.words)}</span>
      <span>
        {isSelected
          ? editor.charactersOf(selected.characters, all.characters)
          : editor.characters(all.characters)}
      </span>
      {children}
    </div>
  )
}
