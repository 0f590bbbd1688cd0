// The room behind the lobby: it comes while a person reads the lobby, and types a name.
import { late } from '../page/late.tsx'
import { useWords } from '../words/index.ts'

const NotLoaded = () => {
  const { page } = useWords()
  return (
    <main className="lobby">
      <div className="lobby-form">
        <h1>{page.notLoaded}</h1>
        <p role="alert">{page.loadAnew}</p>
        <button className="primary" type="button" onClick={() => location.reload()}>
          {page.reload}
        </button>
      </div>
    </main>
  )
}

const loadInside = async () => (await import('./inside.tsx')).Inside

/** The classroom of a visit. */
export const Inside = late(loadInside, NotLoaded)

/** Asks for it at once, and beside all else. A failure is told where it is shown. */
export const loadRoom = async (): Promise<void> => {
  await Promise.allSettled([loadInside()])
}
