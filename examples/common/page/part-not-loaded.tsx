import { useWords } from '../words/index.ts'

/** Stands in for a part whose file did not come. */
export const PartNotLoaded = () => {
  const { page } = useWords()
  return (
    <span className="hint" role="alert" title={page.loadAnew}>
      {page.notLoaded}
    </span>
  )
}
