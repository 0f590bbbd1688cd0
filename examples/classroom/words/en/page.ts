export const page = {
  close: 'Close',
  language: 'Language',
  languageFailed: 'This language could not be loaded. Try it when the connection is back.',
}
