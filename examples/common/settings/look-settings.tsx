import { ThemeButton } from '../page/theme.tsx'
import { useWords } from '../words/index.ts'
import { LanguageSelect } from '../words/language-select.tsx'

/** How the page looks to this person: its theme and its language. */
export const LookSettings = () => {
  const { settings, page } = useWords()
  return (
    <>
      <div className="setting">
        <span>{settings.theme}</span>
        <ThemeButton />
      </div>
      <div className="setting">
        <span>{page.language}</span>
        <LanguageSelect />
      </div>
    </>
  )
}
