// What a server without a window makes of the page.
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { App } from './view.js'

console.log(renderToString(createElement(App, { url: 'ws://127.0.0.1:1' })))
