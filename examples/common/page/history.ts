// The browser's Back leads from a room to the lobby, and Forward into the room again.

const isRoom = (state: unknown): boolean => Object(state).isRoom === true

/** A room is an entry of its own. After a reload it is there already. */
export const enterRoomEntry = (): void => {
  if (!isRoom(history.state)) history.pushState({ isRoom: true }, '')
}

/** The room was left by another way than Back: its entry is one of the lobby now. */
export const forgetRoomEntry = (): void => {
  if (isRoom(history.state)) history.replaceState(null, '')
}

/** Tells of each way through the history, and whether it led to a room. */
export const onHistory = (listener: (isInRoom: boolean) => void): (() => void) => {
  const popped = ({ state }: PopStateEvent) => listener(isRoom(state))
  addEventListener('popstate', popped)
  return () => removeEventListener('popstate', popped)
}
