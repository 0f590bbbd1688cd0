export const invite = {
  title: 'Invite people',
  hint: 'Everyone who opens this link meets you here.',
  link: 'Link to this room',
  copy: 'Copy',
  copied: 'Copied.',
  copyByHand: 'Press Ctrl+C to copy the selected link.',
  thisMachineOnly:
    'This link works on this machine only. Start the relay with “homeroom class” or “--lan” for others in your network.',
  thisNetworkOnly:
    'Everyone has to be in the network of this machine. Over http the page can neither be installed nor opened without a network.',
  poster: 'How to join',
  go: <T>(place: T, code: T) => ['Go to ', place, ' and type ', code],
  qrCode: 'QR code of the link to this room',
  fullScreen: 'Full screen',
  print: 'Print',
}
