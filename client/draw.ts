/**
 * Helpers for drawing the people of a room, with a document or without: `homeroom/draw`, for pages; they load no Yjs.
 *
 * @module
 */
export { colorOf, type PersonColor } from './presence/color.ts'
export { initials } from './presence/initials.ts'
export { type Point, type SmoothOptions, smooth } from './presence/smooth.ts'
