export const board = {
  title: 'Shared text',
  hint: 'Everyone in the room can write here at once.',
}
