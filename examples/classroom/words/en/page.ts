export const page = {
  close: 'Close',
}
