import { formats } from '../formats.ts'

const { plural } = formats('en')

export const page = {
  close: 'Close',
  nameIsCut: (most: number) =>
    plural(most, {
      one: 'A name has at most # character: the rest is left out.',
      other: 'A name has at most # characters: the rest is left out.',
    }),
  language: 'Language',
  languageFailed: 'This language could not be loaded. Try it when the connection is back.',
  notLoaded: 'Not loaded',
  loadAnew: 'This part of the page did not come. Load the page anew when the network is back.',
  reload: 'Load anew',
}
