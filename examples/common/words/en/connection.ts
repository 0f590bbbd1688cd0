import { formats } from '../formats.ts'

const { megabytes } = formats('en')

export const connection = {
  title: 'State of the connection',
  lost: 'No connection. What you do is kept here, and sent as soon as it is back.',
  lostWatching: 'No connection. What you see may be old; what is new comes as soon as it is back.',
  retried: 'The page keeps trying.',
  again: 'Try again',
  saved: {
    saved: { word: 'Saved', why: 'All that you did is saved by the server.' },
    sent: { word: 'Sent', why: 'The server has all that you did, but keeps nothing on disk.' },
    saving: { word: 'Saving…', why: 'What you did is on its way to the server.' },
    kept: {
      word: 'On this device',
      why: 'What you did is kept on this device, and sent when the connection is back.',
    },
    here: {
      word: 'Not saved',
      why: 'What you did is nowhere but in this page: keep it open until the connection is back.',
    },
    readOnly: {
      word: 'Not sent',
      why: 'There is work of yours here that the server does not have, and in this room you may only read.',
    },
    full: {
      word: 'Full',
      why: 'The room holds as much as it may: what you did last is nowhere but here. Delete something, and it is sent.',
    },
    tooLarge: {
      word: 'Too large',
      why: 'Something is too large for the server. Take it away, and the rest is sent.',
    },
  },
  tooLarge: (bytes: number, limit: number) =>
    `Something of ${megabytes(bytes)} is too large for the server, which takes ${megabytes(limit)}. Take it away, and the rest is sent.`,
  resetTitle: 'The room has been replaced',
  resetWhy:
    'Somebody has emptied this room or put back an older state of it. You still have what was here before. What becomes of it?',
  save: 'Save my copy',
  saveWhy: 'as a file; then choose one of these',
  put: 'Put it into the room',
  putWhy: 'beside what is there now, for everyone',
  drop: 'Drop it',
  dropWhy: 'and see the room as it is now',
  savedCopy: 'Your copy is in your downloads.',
  dropFailed: (why: string) => `Your copy could not be deleted: ${why}`,
}
