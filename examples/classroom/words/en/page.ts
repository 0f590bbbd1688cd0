export const page = {
  close: 'Close',
  notLoaded: 'Not loaded',
  loadAnew: 'This part of the page did not come. Load the page anew when the network is back.',
  reload: 'Load anew',
}
