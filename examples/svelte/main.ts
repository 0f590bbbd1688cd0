import { mount } from 'svelte'
import App from './app.svelte'

export const page = mount(App, { target: document.body })
