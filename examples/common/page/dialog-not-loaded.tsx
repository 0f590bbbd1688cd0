import { useWords } from '../words/index.ts'
import { Dialog } from './dialog.tsx'

/** Stands in for a dialog whose file did not come. */
export const DialogNotLoaded = ({ onClose }: { readonly onClose: () => void }) => {
  const { page } = useWords()
  return (
    <Dialog title={page.notLoaded} onClose={onClose}>
      <p>{page.loadAnew}</p>
    </Dialog>
  )
}
