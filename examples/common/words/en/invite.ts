import { formats } from '../formats.ts'

const { number, plural, moment } = formats('en')

export const invite = {
  title: 'Invite people',
  hint: 'Everyone who opens this link meets you here.',
  waitsHint: 'Everyone who opens this link waits until you let them in.',
  link: 'Link to this room',
  noLink: 'There is no link for everyone. Make one below.',
  copy: 'Copy',
  copied: 'Copied.',
  copyByHand: 'Press Ctrl+C to copy the selected link.',
  thisMachineOnly:
    'This link works on this machine only. For others in your network start the server with “homeroom class”, without “--host”, or with “--lan”.',
  thisNetworkOnly:
    'Everyone has to be in the network of this machine. Over http the page can neither be installed nor opened without a network.',
  poster: 'How to join',
  go: <T>(place: T, code: T) => ['Go to ', place, ' and type ', code],
  qrCode: 'QR code of the link to this room',
  fullScreen: 'Full screen',
  endFullScreen: 'End full screen',
  print: 'Print',
  links: (count: number) => `Links (${number(count)})`,
  roles: { member: 'takes part and writes', attendee: 'takes part', viewer: 'watches', host: 'leads' },
  /** What people who come by a link may do. */
  mayDo: {
    attendee: 'take part',
    member: 'take part and write',
    viewer: 'watch',
    host: 'lead the lesson',
  },
  means: {
    attendee: 'They chat, react and raise a hand, and write on the chalkboard with the pen.',
    member: 'They write on the chalkboard and in the notes, too.',
    viewer: 'They only look on.',
    host: 'They do all that you do.',
  },
  asRole: (role: string) => `role: ${role}`,
  endsAt: (atMs: number) => `until ${moment(atMs)}`,
  endless: 'until it is revoked',
  left: (count: number) =>
    plural(count, { one: '# person may still come', other: '# people may still come' }),
  waits: 'waiting room',
  comma: ', ',
  hostLink: 'Link for hosts',
  show: 'Show',
  showLink: (code: string) => `Show ${code}`,
  revoke: 'Revoke',
  revokeLink: (code: string) => `Revoke ${code}`,
  revokeSure: 'Revoke it?',
  make: 'Make a link',
  role: 'People may',
  end: 'It ends',
  ends: { never: 'when I revoke it', hour: 'in an hour', day: 'in a day', week: 'in a week' },
  uses: 'For how many',
  anyNumber: 'any number',
  waitsOption: 'They wait until I let them in',
}
