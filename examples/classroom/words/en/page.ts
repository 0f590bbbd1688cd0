export const page = {
  close: 'Close',
  language: 'Language',
  languageFailed: 'This language could not be loaded. Try it when the connection is back.',
  notLoaded: 'Not loaded',
  loadAnew: 'This part of the page did not come. Load the page anew when the network is back.',
  reload: 'Load anew',
}
