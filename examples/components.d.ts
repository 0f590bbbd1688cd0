// Files that the compilers of Vue and Svelte read, and tsc does not.
declare module '*.vue' {
  import type { Component } from 'vue'

  const component: Component
  export default component
}

declare module '*.svelte' {
  import type { Component } from 'svelte'

  const component: Component
  export default component
}
