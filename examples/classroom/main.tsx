import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { followLinks, readAddress } from './page/address.ts'
import { takeTabIds } from './page/tab.ts'
import { applyTheme, readTheme } from './page/theme.tsx'
import { loadRoom } from './room/late-room.tsx'
import { readLanguage, showLanguage } from './words/index.ts'

/** Lets the page open without a network, from the next visit on. In the built page only: vite's own server changes files under it. */
const installServiceWorker = (): void => {
  // Pages over plain http from another machine have no service workers.
  if (import.meta.env.MODE !== 'production' || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('./sw.js').catch((error: unknown) => {
    console.warn('The page will not open without a network:', error)
  })
}

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element with the id "root".')

applyTheme(readTheme())
followLinks()
installServiceWorker()
void loadRoom()
// In the right language from the first moment; where its words cannot be loaded, in English.
await showLanguage(readLanguage()).catch((error: unknown) => console.warn(error))
createRoot(root).render(
  <StrictMode>
    <App asked={readAddress()} tab={takeTabIds()} />
  </StrictMode>,
)
