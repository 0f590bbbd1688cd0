// All that only those who draw need: loaded when they do.

export { Corner } from './corner.tsx'
export { createEditing } from './editing.ts'
export { itemHandlers } from './items.ts'
export { Layer } from './layer.tsx'
export { Toolbar } from './toolbar.tsx'
