import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followLinks, pageFile, readAddress } from '../common/page/address.ts'
import { takeTabIds } from '../common/page/tab.ts'
import { applyTheme, readTheme } from '../common/page/theme.tsx'
import { readLanguage, showLanguage } from '../common/words/index.ts'
import { App } from './app.tsx'
import { loadRoom } from './late-room.tsx'

/** Lets the page open without a network, from the next visit on. In the built page only: vite's own server changes files under it. */
const installServiceWorker = (): void => {
  // Pages over plain http from another machine have no service workers.
  if (import.meta.env.MODE !== 'production' || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(pageFile('sw.js')).catch((error: unknown) => {
    console.warn('The page will not open without a network:', error)
  })
}

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element with the id "root".')

// They are relative, and the address is about to be that of a room, which may be deeper.
for (const link of document.querySelectorAll<HTMLLinkElement>('link[href]')) link.href = pageFile(link.href)
applyTheme(readTheme())
followLinks()
installServiceWorker()
const asked = readAddress()
void loadRoom(asked.kind)
// In the right language from the first moment; where its words cannot be loaded, in English.
await showLanguage(readLanguage()).catch((error: unknown) => console.warn(error))
createRoot(root).render(
  <StrictMode>
    <App asked={asked} tab={takeTabIds()} />
  </StrictMode>,
)
