import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyTheme, readTheme } from '../common/page/theme.tsx'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element with the id "root".')

applyTheme(readTheme())
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
