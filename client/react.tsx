'use client'

/**
 * React bindings, for React 18 and 19: `homeroom/react`.
 *
 * @module
 */
export { useChat } from './react/chat-hook.ts'
export { type ClaimsOfRoom, useClaims } from './react/claims-hook.ts'
export { useCrowd } from './react/crowd-hook.ts'
export { useLesson } from './react/lesson-hook.ts'
export {
  useHands,
  useOthers,
  usePeople,
  usePeopleEvents,
  usePerson,
  useSelf,
} from './react/people-hooks.ts'
export { useReadable } from './react/readable.ts'
export { useNotice, useRules, useSaved, useStatus } from './react/room-hooks.ts'
export { type GivenRoomProps, RoomProvider, type RoomProviderProps, useRoom } from './react/room-provider.tsx'
export { useReactions, useSignal } from './react/signal-hooks.ts'
export { useSmooth } from './react/smooth-hook.ts'
export { useSuspenseRoom } from './react/suspense-hook.ts'
export { useVersions, type VersionsOfRoom } from './react/versions-hook.ts'
