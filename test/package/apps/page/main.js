import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './view.js'

const url = new URLSearchParams(location.search).get('relay')
createRoot(document.getElementById('root')).render(createElement(App, { url }))
