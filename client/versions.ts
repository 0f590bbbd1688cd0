/**
 * Versions of a room's document, in a page: `homeroom/versions`.
 *
 * @module
 */
export { type RoomVersions, versionsOf } from './versions/room-versions.ts'
export type { ChangedPart, RestoredVersion, Version, VersionChange } from './versions/version.ts'
export { VersionsError } from './versions/versions-error.ts'
