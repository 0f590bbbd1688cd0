export const rights = {
  watching: 'You are watching: this link shows the room but lets nobody take part.',
  listening: {
    class:
      'You take part: you can walk, sit, react, raise your hand and chat; to write on the chalkboard you need the pen.',
    board: 'You take part: you can look, react and raise your hand; to draw you need the pen.',
    doc: 'You take part: you can read, react and raise your hand; to write you need the pen.',
  },
  loading: 'The room is still being loaded.',
  replaced: 'The room has been replaced: first say what becomes of your copy.',
}
