import { formats } from '../formats.ts'

const { plural } = formats('en')

export const header = {
  states: {
    connecting: 'Connecting…',
    connected: 'Connected',
    disconnected: 'Offline',
    closed: 'Closed',
    'room-reset': 'Room replaced',
    left: 'Left',
  },
  people: (count: number) => plural(count, { one: '# person', other: '# people' }),
  locked: 'locked',
  invite: 'Invite',
  settings: 'Settings',
  leave: 'Leave',
}
