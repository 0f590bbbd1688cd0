import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { installPage } from './install.ts'
import { readAddress } from './page/address.ts'
import { takeSitterId } from './page/tab.ts'
import { applyTheme, readTheme } from './page/theme.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element with the id "root".')

applyTheme(readTheme())
installPage()
createRoot(root).render(
  <StrictMode>
    <App asked={readAddress()} sitter={takeSitterId()} />
  </StrictMode>,
)
