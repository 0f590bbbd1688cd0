import { useState } from 'react'
import { chooseLanguage, useLanguage, useWords } from './index.ts'
import { LANGUAGES, type Language } from './languages.ts'

const TAGS = Object.keys(LANGUAGES) as Language[]

/** Switches the language of the page; each stands under its own name, so that its speakers find it in any other one. */
export const LanguageSelect = () => {
  const { page } = useWords()
  const language = useLanguage()
  const [isFailed, setIsFailed] = useState(false)
  const choose = (next: Language) =>
    chooseLanguage(next).then(
      () => setIsFailed(false),
      () => setIsFailed(true),
    )
  return (
    <span className="language">
      <select
        aria-label={page.language}
        value={language}
        onChange={({ target }) => void choose(target.value as Language)}
      >
        {TAGS.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {LANGUAGES[tag].name}
          </option>
        ))}
      </select>
      {isFailed && <small role="alert">{page.languageFailed}</small>}
    </span>
  )
}
