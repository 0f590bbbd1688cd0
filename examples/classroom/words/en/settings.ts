import { formats } from '../formats.ts'

const { plural } = formats('en')

export const settings = {
  title: 'Settings',
  theme: 'Light or dark',
  themes: { system: 'system', light: 'light', dark: 'dark' },
  changeTheme: (now: string, next: string) => `Theme: ${now}. Change to ${next}.`,
  keep: 'Keep a copy on this device',
  on: 'On',
  off: 'Off',
  notKeptYet: 'Not yet: some of what you wrote is nowhere but in this copy.',
  copyStays: 'The copy on this device could not be deleted.',
  versions: 'Versions of this room',
  show: 'Show',
  rows: 'Rows of desks',
  columns: 'Desks in a row',
  oneLess: (of: string) => `${of}: one less`,
  oneMore: (of: string) => `${of}: one more`,
  atLeast: 'There is at least one.',
  atMost: (most: number) => plural(most, { one: 'There is at most one.', other: 'There are at most #.' }),
  desksHint: 'Everyone sees the change at once. Rows are added by themselves where more people sit.',
  hostsDesks: 'Only a host changes the desks.',
  hostsVersions: 'Only a host keeps versions, and goes back to one.',
  openVersions: 'This relay verifies nobody, so it keeps no versions by hand. Start it with a secret.',
}
